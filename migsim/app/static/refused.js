// What could not be answered, and why.

export class Refused extends Error {
  constructor(mistakes) {
    super(mistakes.join(" "));
    this.mistakes = mistakes;
  }
}
