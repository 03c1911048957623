// What the class's vote makes of the market: its groups, and what the simulated people voted.

export function groups(view, foot) { view.replaceChildren(); foot.replaceChildren(); }
export function actors(view, foot) { view.replaceChildren(); foot.replaceChildren(); }
