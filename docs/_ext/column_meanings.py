"""What every column of every table means: unit and meaning, by frame and column. A test holds them to the code."""

SCORECARD = {
    "member_benefit": ("money", "Present value over the horizon of what members of any group gained against the burdens of week 0, deals included, shock losses and own time and travel taken off."),
    "constituent_benefit": ("money", "The same for constituents: actors outside the room who are tied to a delegate inside it."),
    "wider_benefit": ("money", "The same for everybody else: others outside, and pool actors who never joined a group."),
    "system_benefit": ("money", "Sum of the three benefits. Not a difference from no project: shocks alone make it negative there."),
    "cost": ("money", "Present value of what the programme spent: facilitator hours, workshop, meetings, travel support, funds, direct delivery."),
    "net_benefit": ("money", "System benefit less cost."),
    "benefit_cost_ratio": ("ratio", "System benefit over cost; missing at cost 0."),
    "member_hours": ("hours", "Hours of their own that actors gave: mapping days, meetings, kept commitments."),
    "households_reached": ("actors", "Households, pool and outside, whose income gain in the last 52 weeks passes the scenario's threshold, as a share of yearly turnover."),
    "cost_per_household": ("money", "Cost over households reached; missing without cost or households."),
    "trust": ("chance", "Mean over ordered pairs of participants (actors invited) of trust at the end."),
    "understanding": ("share", "Mean over ordered pairs of participants of mutual understanding at the end."),
    "deals": ("count", "Side-deals struck."),
    "deals_honoured_share": ("share", "Matured deals that both sides honoured; missing when none matured."),
    "partners": ("pairs", "Pairs that trade on as partners at the end."),
    "migs_formed": ("groups", "Groups formed."),
    "goals_reached": ("count", "Goals: an active group's constraint has fallen by the target cut. A group that changes constraint can reach several."),
    "migs_alive": ("groups", "Groups active 104 weeks after the exit; missing without a workshop."),
    "migs_completed": ("groups", "Groups that by then had stopped with their goal reached; counted apart."),
    "migs_alive_end": ("groups", "Groups active at the horizon, the same week for every strategy."),
    "attendance": ("share", "Attended over invited member-meetings while facilitated; missing without any."),
    "attendance_marginalised": ("share", "The same, of marginalised members."),
    "voice_gap": ("share", "Mean voice of other participants less that of marginalised ones, at the end."),
    "benefit_gap_absolute": ("money", "Mean gain of others less that of the marginalised, actors with turnover only."),
    "benefit_gap_relative": ("ratio", "Mean gain over yearly turnover of the marginalised, over that of others: 1 is equal, above 1 favours the marginalised; missing when the others do not gain."),
    "gini": ("index", "Gini index of gains over all actors, losses counted as nothing; missing when nobody gains."),
    "resilience": ("index", "1 less the mean income lost in the 52 weeks from the scenario's test shock on, as a share of turnover, against the four weeks before it; missing when that shock lies beyond the horizon."),
    "adopt": ("share", "Members who took up any practice that relieves a constraint."),
    "adapt": ("share", "Groups that 104 weeks after the exit are active or have stopped with their goal reached."),
    "expand": ("share", "Outside actors who took up at least one practice."),
    "respond": ("share", "How near to the target cut the constraints have come that no group ever worked on, mean."),
}

WEEKLY = {
    "facilitator_hours": ("hours", "Facilitator hours this week; preparation in week 0."),
    "live_migs": ("groups", "Active groups."),
    "meetings": ("count", "Meetings that took place, quorate or not."),
    "attendance": ("share", "Members who came over members invited, of this week's meetings; missing without a meeting."),
    "trust": ("chance", "Mean trust over ordered pairs of participants."),
    "understanding": ("share", "Mean mutual understanding over ordered pairs of participants."),
    "deals_struck": ("count", "Side-deals struck this week."),
    "deals_running": ("pairs", "Business ties that run, first deals and partners."),
    "partners": ("pairs", "Of these, partners."),
    "severity": ("ratio", "Mean over constraints of severity relative to week 0, shocks included; 1 is unchanged. Constraints without any severity in week 0 are left out."),
    "adopters": ("share", "Outside actors who took up at least one practice."),
    "member_income": ("money a week", "Income gained this week by those who are or were members, against the burdens of week 0, deals and own cost included."),
    "constituent_income": ("money a week", "The same for constituents."),
    "wider_income": ("money a week", "The same for everybody else."),
    "cost": ("money a week", "Programme spending this week, not discounted."),
}

RUN_KEYS = {
    "scenario": ("", "Name of the scenario."),
    "strategy": ("", "Name of the strategy."),
    "point": ("", "Number of the point of a designed experiment; 0 in a comparison."),
    "run": ("", "Number of the future, from 0. The same number is the same world under every strategy."),
    "seed": ("", "Seed of all futures."),
    "prior": ("", "Where parameters come from: `wide`, `fixed`, or the name of a file of draws."),
    "status": ("", "`ok`."),
}

GROUPS = {
    "strategy": ("", "Name of the strategy."),
    "run": ("", "Number of the future."),
    "group": ("", "`members`, `constituents` and `wider` (everybody is in one of them); `others` (not marginalised); each group of the scenario."),
    "actors": ("actors", "Actors in the group."),
    "gain": ("money", "Mean present value of what they gained."),
    "gain_relative": ("years of turnover", "Mean gain over yearly turnover, actors with turnover only."),
}

ACTORS = {
    "actor": ("", "Name."),
    "role": ("", "Role."),
    "groups": ("", "Groups, separated by commas."),
    "in_room": ("", "Whether it was invited."),
    "mapping_days": ("days", "Mapping days it came to."),
    "member": ("", "Whether it was ever a member of a group."),
    "memberships": ("groups", "Memberships at the end."),
    "turnover": ("money a year", "As drawn for this future."),
    "cooperation": ("", "Conditional cooperator, free rider or unconditional cooperator."),
    "voice": ("share", "Voice at the end."),
    "ties": ("pairs", "Business ties at the end."),
    "gain": ("money", "Present value of what it gained."),
    "gain_relative": ("years of turnover", "Gain over yearly turnover; missing for public bodies."),
    "hours_given": ("hours", "Own hours given."),
}

MIGS = {
    "mig": ("", "Number of the group, from 1."),
    "constraint": ("", "What it works on at the end."),
    "formed_on": ("", "What it was formed on."),
    "status": ("", "`active`, `dormant`, `dissolved` or `goal reached`."),
    "members": ("actors", "Members at the end."),
    "chair": ("", "Chair at the end; empty when vacant."),
    "interval": ("weeks", "Weeks between meetings."),
    "meetings": ("count", "Meetings held with a quorum."),
    "capacity": ("share", "How well it runs itself."),
    "ownership": ("share", "Members' share in deciding and doing."),
    "goals": ("count", "Goals reached."),
    "plan": ("", "Number of its last plan, from 1."),
}

CONSTRAINTS = {
    "week": ("", "Week."),
    "constraint": ("", "Name."),
    "relief": ("share", "Share of its severity of week 0 that is relieved, by work on it and on its causes."),
}

EVENTS = {
    "week": ("", "Week."),
    "event": ("", "What happened, see below."),
    "mig": ("", "Number of the group, from 1; missing where there is none."),
    "actor": ("", "Name of the actor; empty where there is none."),
    "other": ("", "Name of the other actor, the constraint or the shock; a number where the event counts something."),
    "value": ("", "A number whose meaning depends on the event."),
}

FRAMES = {
    "scorecard": SCORECARD,
    "weekly": WEEKLY,
    "run-keys": RUN_KEYS,
    "groups": GROUPS,
    "actors": ACTORS,
    "migs": MIGS,
    "constraints": CONSTRAINTS,
    "events": EVENTS,
}
