// The compiled model: memory in which arrays lie, and calls of its functions, in the order in which Python hands arguments.

const LINE = 64; // bytes on which arrays begin
const up = (address) => Math.ceil(address / LINE) * LINE;
export const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export class Model {
  // `binary` is the model, compiled or not; an instance has a memory of its own.
  static async load(binary) {
    const made = await WebAssembly.instantiate(binary, {});
    return new Model(made.instance ?? made);
  }

  constructor({ exports }) {
    this.exports = exports;
    this.answer = up(exports.top());
    this.top = this.answer + LINE;
  }

  room(size) {
    const address = this.top, memory = this.exports.memory;
    this.top = up(address + size);
    const missing = this.top + 65536 - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    return address;
  }

  // Lay out an array as `migsim.portable.pack` wrote it down; returns where it lies.
  place({ shape, strides, item, data, fill }) {
    const count = shape.reduce((product, size) => product * size, 1), size = count * item;
    const address = this.room(size), to = new Uint8Array(this.exports.memory.buffer, address, size);
    if (data !== undefined) to.set(typeof data === "string" ? bytes(data) : data);
    else if (size) {
      const one = bytes(fill);
      if (one.every((byte) => byte === 0)) to.fill(0);
      else for (let at = 0; at < size; at += item) to.set(one, at);
    }
    return { address, shape, strides, item, count, size };
  }

  // A tuple of placed arrays as compiled code reads it: pointers have 4 bytes, and two of them are nobody's.
  tuple(arrays) {
    const header = this.room(arrays.reduce((sum, { shape }) => sum + 32 + 16 * shape.length, 0));
    const view = new DataView(this.exports.memory.buffer);
    let at = header;
    for (const { address, shape, strides, item, count } of arrays) {
      view.setBigInt64(at, 0n, true);
      view.setBigInt64(at + 8, BigInt(count), true);
      view.setBigInt64(at + 16, BigInt(item), true);
      view.setBigInt64(at + 24, BigInt(address), true);
      [...shape, ...strides].forEach((word, n) => view.setBigInt64(at + 32 + 8 * n, BigInt(word), true));
      at += 32 + 16 * shape.length;
    }
    return header;
  }

  // Arguments: pointers as numbers, whole numbers as BigInt, placed arrays, lists of these.
  call(name, ...given) {
    const flat = (one) => (Array.isArray(one) ? one.flatMap(flat) : typeof one !== "object" ? [one]
      : [0, 0, BigInt(one.count), BigInt(one.item), one.address, ...[...one.shape, ...one.strides].map(BigInt)]);
    this.exports.set_top(this.top);
    const status = this.exports[name](this.answer, this.answer + 16, ...flat(given));
    if (status !== 0) throw new Error(`${name} ended with status ${status}`);
  }

  // The bytes of a placed array now; a copy.
  read({ address, size }) {
    return new Uint8Array(this.exports.memory.buffer.slice(address, address + size));
  }
}
