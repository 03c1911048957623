"""The one table of the model's parameters: what each means, its unit, default, range, source and grade.

A scenario says what a market is like; a parameter says how people and groups behave in any market. Grades are those of
the evidence: *measured*, *experiment elsewhere*, *assumed*. A parameter that is fitted to the patterns says so in its
source and stays assumed. Mechanisms are switched off by the names in `SWITCHES`.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from migsim.chance import PARAMETER, permanent_id, uniforms_of_futures
from migsim.errors import InputError
from migsim.numerics import exponentials, log
from migsim.rows import record
from migsim.state import Array
from migsim.vocabulary import Grade


@dataclass(frozen=True)
class Parameter:
    """One number of the model.

    Attributes
    ----------
    name, symbol : str
        As in the code and the tables; as in the formulas.
    unit : str
        What it counts.
    default, low, high : float
        The central value and the ends of its prior.
    what : str
        One sentence.
    source : str
        Where the default and the range come from.
    grade : str
        How good that source is.
    scale : {"linear", "log"}
        The prior is uniform on this scale between `low` and `high`.
    """

    name: str
    symbol: str
    unit: str
    default: float
    low: float
    high: float
    what: str
    source: str
    grade: Grade = "assumed"
    scale: Literal["linear", "log"] = "linear"

    @property
    def id(self) -> int:
        """Permanent id, from the name: a new parameter changes nobody else's draw."""
        return permanent_id("parameter", self.name)

    def draw(self, u: Array) -> Array:
        """Values at quantiles `u` of the prior, shape (n,)."""
        if self.scale == "linear":
            return self.low + u * (self.high - self.low)
        values = log(self.low) + u * (log(self.high) - log(self.low))
        exponentials(values)
        return values


@dataclass(frozen=True)
class Switch:
    """A mechanism that can be switched off (1 on, 0 off)."""

    name: str
    what: str


_FITTED = "range wide; default set by trial on the patterns that an earlier model was held against"
_FISCHBACHER = "Fischbacher, Gächter & Fehr 2001; Thöni & Volk 2018"
_TRIAL = "trial fit to the patterns"

P = Parameter
PARAMETERS: tuple[Parameter, ...] = (
    # -- People
    P("share_conditional", "c_c", "share of actors", 0.52, 0.45, 0.65, "Actors who cooperate as far as they expect others to.", _FISCHBACHER, "experiment elsewhere"),
    P("share_free_riders", "c_f", "share of actors", 0.25, 0.15, 0.35, "Actors who give little whatever others do; the rest give much.", _FISCHBACHER, "experiment elsewhere"),
    P("conditional_slope", "m_c", "share per share", 0.85, 0.5, 1.0, "How much of the expected contribution of others a conditional cooperator gives.", "Fischbacher & Gächter 2010 (imperfect: below 1); number assumed"),
    P("free_rider_share", "x_f", "share of spare time", 0.1, 0.0, 0.2, "What a free rider gives.", "Ledyard 1995, end of repeated games"),
    P("unconditional_share", "x_u", "share of spare time", 0.85, 0.6, 1.0, "What an unconditional cooperator gives.", "Fischbacher, Gächter & Fehr 2001; number assumed"),
    P("breach", "b", "chance per side and deal", 0.2, 0.1, 0.3, "Chance that an average actor breaks a promise to somebody it trusts halfway.", "Barrett et al. 2012 (breach is common); number from " + _TRIAL),
    P("reliability_spread", "σ_r", "logit", 0.7, 0.3, 1.2, "Spread of reliability between actors.", "assumed"),
    P("burden_scale", "β", "factor", 1.0, 0.6, 1.5, "How heavy the burdens of constraints are, as a multiple of what the scenario says.", "Zimbabwe livestock 8 %, DrumNet 32 % gain from relief; range of one burden 5-20 % of turnover", "assumed", "log"),
    P("interest_spread", "σ_w", "log", 0.4, 0.2, 0.7, "Spread between actors in how a constraint is felt.", "assumed"),
    # -- Trust and understanding
    P("trust_same_tier", "t_s", "chance", 0.5, 0.4, 0.6, "First trust within a tier of the market.", "Beta(1, 1): Jøsang & Ismail 2002"),
    P("trust_across_tiers", "t_a", "chance", 0.38, 0.3, 0.45, "First trust across tiers.", "assumed; " + _TRIAL),
    P("trust_spread", "σ_t", "chance", 0.06, 0.02, 0.12, "Spread of generalised trust between actors.", "assumed"),
    P("prior_strength", "n_0", "observations", 2.0, 1.0, 4.0, "How much evidence the first impression weighs.", "Jøsang & Ismail 2002: r + s + 2"),
    P("forgetting", "λ", "factor per month", 0.95, 0.91, 0.99, "What a month leaves of the evidence.", "Jøsang & Ismail 2002 for the form; number from " + _TRIAL),
    P("negative_weight", "ω", "factor", 1.6, 1.0, 4.0, "Weight of a broken promise against a kept one.", "Slovic 1993; Poortinga & Pidgeon 2004; 1 (symmetric) is in the range", "assumed", "log"),
    P("contact_evidence", "e_c", "observations per meeting", 0.2, 0.05, 0.5, "Positive evidence from meeting well together.", "Pettigrew & Tropp 2006 and Paluck et al. 2019 for the sign; size " + _FITTED, "assumed", "log"),
    P("commitment_evidence", "e_k", "observations per commitment", 0.4, 0.1, 1.0, "Evidence from a commitment seen kept or broken.", "assumed", "assumed", "log"),
    P("deal_evidence", "e_d", "observations per deal", 1.0, 0.5, 2.0, "Evidence from a deal honoured or broken.", "Jøsang & Ismail 2002: one outcome, one observation"),
    P("first_understanding", "u_0", "share", 0.1, 0.02, 0.2, "Mutual understanding at the start.", "assumed"),
    P("understanding_rate", "ν", "share of the gap per meeting", 0.05, 0.02, 0.1, "How fast members learn what the other needs and offers.", _FITTED, "assumed", "log"),
    P("understanding_boost", "ν_i", "factor", 1.5, 0.5, 3.0, "How much more at full interdependence work.", "assumed"),
    # -- Mapping and vote
    P("first_systems", "m_0", "share", 0.1, 0.0, 0.25, "Weight of leverage against own visible burden before any mapping.", "assumed"),
    P("mapping_learning", "μ", "share of the gap per day", 0.15, 0.05, 0.4, "How far a mapping day moves an actor towards leverage.", "assumed"),
    P("map_error", "σ_m", "log", 0.5, 0.2, 0.8, "How far the room's map errs about the leverage of a constraint, without preparation.", "assumed"),
    P("mapping_attendance", "A_0", "chance", 0.95, 0.85, 1.0, "Chance of coming to the first mapping day.", "guidance: about 30 came"),
    P("mapping_decay", "A_d", "share per day", 0.06, 0.0, 0.15, "Attendance lost with each further day.", "assumed"),
    P("mapping_evidence", "e_m", "observations per day", 0.1, 0.02, 0.3, "Positive evidence from a mapping day together.", "Bernard et al. 2021 for the sign; size assumed", "assumed", "log"),
    P("deference", "d", "share", 0.4, 0.0, 0.8, "How far the least powerful follow the powerful in an open vote.", "assumed"),
    P("unneeded_willingness", "v_u", "share", 0.4, 0.2, 0.8, "Willingness to work on a constraint for which the own role is not needed.", "assumed"),
    P("vote_threshold", "v_w", "share of votes", 0.14, 0.1, 0.18, "Share of the vote that makes a winner.", _FITTED + " (F1)"),
    P("join_threshold", "v_j", "share of own ballot", 0.235, 0.16, 0.28, "Share of the own ballot above which an actor joins.", _FITTED + " (F1)"),
    P("membership_hours", "h_g", "hours per month", 6.0, 4.0, 8.0, "Time an actor sets aside for each group it joins.", "assumed"),
    P("meeting_share", "h_s", "share of membership time", 0.5, 0.3, 0.7, "Part of the time for a group that may go into sitting together.", "assumed"),
    P("quorum_members", "n_q", "members", 5.0, 4.0, 6.0, "Committed members needed to form a group.", "Market Opportunity Groups of 5-10 people"),
    # -- Meetings
    P("meeting_hours", "h_m", "hours", 3.0, 2.0, 4.0, "Own time for one meeting.", _TRIAL),
    P("attendance_precision", "κ", "logit per utility", 4.0, 2.0, 6.0, "How sharply attendance answers to what coming is worth.", "McFadden 1974; McKelvey & Palfrey 1995; number assumed"),
    P("attendance_offset", "a_0", "utility", 0.325, 0.15, 0.45, "What coming has to be worth for an even chance.", _FITTED + " (F7)"),
    P("cost_weight", "a_c", "utility per week of turnover", 1.5, 0.5, 3.0, "Weight of the cost of coming.", "assumed", "assumed", "log"),
    P("reminder", "a_r", "utility", 0.12, 0.03, 0.25, "Pull of a good reminder.", "assumed", "assumed", "log"),
    P("support_pull", "a_s", "utility", 0.45, 0.2, 0.7, "Pull of paid travel.", "imGoats: attendance fell by a third without it (F2)", "assumed", "log"),
    P("crowding_out", "a_x", "share", 0.25, 0.0, 0.6, "What paid travel takes from the other reasons to come.", "assumed"),
    P("ownership_pull", "a_o", "utility", 0.2, 0.05, 0.4, "Pull of a group that is one's own.", "assumed", "assumed", "log"),
    P("first_energy", "e_0", "share", 0.4, 0.2, 0.6, "Motivation of a new member, besides the share of its ballot that it gave the constraint.", "PMSD step 7: groups start from the energy shown in the vote; number assumed"),
    P("motivation_memory", "ω_m", "weight per meeting", 0.2, 0.1, 0.4, "Weight of the last meeting in motivation.", "assumed"),
    P("worth_progress", "g_p", "weight", 0.45, 0.2, 0.7, "Weight of progress on what I care about.", "assumed"),
    P("worth_deals", "g_d", "weight", 0.25, 0.05, 0.5, "Weight of business struck or in reach.", "assumed"),
    P("worth_contact", "g_c", "weight", 0.35, 0.1, 0.6, "Weight of meeting people I trust.", "assumed"),
    P("worth_heard", "g_h", "weight", 0.3, 0.1, 0.5, "Weight of being heard.", "assumed"),
    P("worth_waste", "g_w", "weight", 0.3, 0.1, 0.6, "Weight of a wasted meeting.", "guidance: badly prepared meetings waste the actors' time; number assumed"),
    P("convening_threshold", "c_0", "share", 0.51, 0.4, 0.6, "Mean of capacity, ownership and motivation at which members convene themselves every other time.", _FITTED + " (F8)"),
    P("convening_slope", "c_1", "logit", 12.0, 6.0, 18.0, "How sharply convening answers to them.", "assumed"),
    P("convening_help", "c_2", "power", 3.0, 1.0, 5.0, "How much surer management work gets a meeting convened than run well.", "assumed"),
    P("base_quality", "q_0", "share", 0.25, 0.1, 0.4, "Quality of a meeting that nobody runs.", "assumed"),
    P("half_hours", "h_½", "hours per week", 1.4, 0.9, 3.0, "Hours a week per practice and group for half its effect.", _TRIAL, "assumed", "log"),
    P("half_preparation", "H_½", "hours", 16.0, 8.0, 32.0, "Preparation hours per practice for half its effect.", "assumed", "assumed", "log"),
    P("transparency_trust", "t_x", "chance", 0.05, 0.0, 0.1, "First trust added by an open, prepared start.", "PMSD step 8: transparency in selection raises trust; number assumed"),
    P("voice_growth", "y_g", "share of the gap per meeting", 0.05, 0.02, 0.1, "Growth of a marginalised member's voice at full inclusion work.", "Empowering marginalised actors (PMSD toolkit) for the sign; number assumed"),
    P("voice_kept", "y_k", "share", 0.6, 0.3, 0.9, "Part of the grown voice that stays without support.", "assumed"),
    P("voice_fade", "y_f", "share per week", 0.004, 0.0, 0.02, "Part of the voice won that is lost in a week outside meetings.", "Casey et al. 2023 (public goods last, institutions modestly) for the sign; number assumed: nothing lost is in the range"),
    P("voice_threshold", "y_0", "share of the room", 0.3, 0.25, 0.33, "Share of marginalised members at which they are heard as a group.", "Agarwal: one quarter to one third"),
    # -- Work
    P("kept_visibility", "s_0", "chance", 0.5, 0.2, 0.8, "Chance that a member sees whether another kept a commitment, without communication work.", "assumed"),
    P("expectation_memory", "ω_e", "weight per meeting", 0.3, 0.15, 0.5, "Weight of the last meeting in what a member expects of others.", "Fischbacher & Gächter 2010 for the form; number assumed (F6)"),
    P("effort_scale", "E", "hours per week", 3.0, 1.5, 6.0, "Hours of work a week, whoever gives them, of which a half makes half of full effort; each further hour adds less.", "assumed", "assumed", "log"),
    P("giving_less", "m_d", "share", 0.4, 0.0, 0.8, "Part of their own giving that members keep back when all the work is done for them.", "Agrawal et al. 2015 for the sign (outside help lowers members' own giving); number assumed"),
    P("role_hours", "E_r", "hours per week", 0.5, 0.2, 1.0, "Hours of a role that cover it.", "assumed", "assumed", "log"),
    P("complementarity", "E_c", "power", 2.0, 1.0, 3.0, "How far the roles that a constraint needs are complements (1: half of them do half).", "assumed"),
    P("disagreement", "E_v", "share", 1.0, 0.0, 2.0, "How far work together suffers where members want wholly different things and know nothing of each other.", "guidance: members share a similar vision of change, for the sign; nothing known of its size, hence wide"),
    P("work_rate", "η", "share of the rest per week", 0.12, 0.05, 0.3, "Part of what work can still relieve that full output relieves in a week.", _FITTED + " (F5)", "assumed", "log"),
    P("stand_in", "δ_r", "share of hours lacking", 0.5, 0.0, 1.0, "Part of the hours lacking from needed households that a facilitator who does all the work stands in for; offices and firms cannot be stood in for.", "assumed: nothing known, hence the whole range"),
    P("doing_rate", "δ", "hours per hour", 1.0, 0.5, 1.5, "Work done by a facilitator hour spent doing.", "assumed"),
    P("fund_rate", "φ", "hours per money of one facilitator hour", 0.6, 0.2, 1.0, "Work bought by a fund of one facilitator hour's cost.", "assumed"),
    P("hearings", "η_h", "hearings per year", 6.0, 2.0, 12.0, "How often an office with authority that sits in the group takes up what the group works on.", "assumed: between twice a year and monthly", "assumed", "log"),
    P("beside", "η_b", "share", 0.3, 0.0, 0.6, "How often it does so, against that, when it is a member that stays away or was only at the mapping.", "assumed"),
    P("half_case", "η_c", "output", 0.15, 0.05, 0.4, "Output of the work at which the office says yes every other time.", "assumed", "assumed", "log"),
    P("decision_steps", "n_o", "decisions", 3.0, 2.0, 5.0, "Decisions that the whole relief of an enabling constraint takes.", "assumed"),
    P("recruit_rate", "π_r", "chance per week", 0.06, 0.02, 0.15, "Chance that somebody of a missing role joins a group that is fully worked for.", "PMSD step 5 (hooks, visits) for the practice; number assumed", "assumed", "log"),
    P("buyer_kept", "π_b", "chance", 0.5, 0.2, 0.8, "Chance that full work on relations keeps a buyer who would have left.", "assumed"),
    P("dead_end", "π", "chance", 0.56, 0.3, 0.65, "Chance that a first plan does not work whatever the effort.", "CARGs: 45 % without tangible output; " + _TRIAL),
    P("dead_end_effect", "π_0", "share of a good plan", 0.02, 0.0, 0.1, "What a plan that does not work yields all the same.", "assumed"),
    P("replan_learning", "π_l", "share", 0.55, 0.2, 0.8, "Cut in that chance by a failure fully reflected on.", "assumed"),
    P("relapse", "ζ", "share per week", 0.0022, 0.001, 0.006, "Relief lost when nobody keeps it up.", _TRIAL, "assumed", "log"),
    P("resistance", "r", "share", 0.5, 0.2, 0.8, "Cut of output by those who live off the constraint, when they have all the power.", "assumed"),
    P("capture", "k", "tilt per inequality", 0.6, 0.2, 1.2, "How far inequality of voice tilts the benefit towards the powerful.", "Platteau 2004 for the sign; number assumed", "assumed", "log"),
    P("fund_capture", "k_f", "factor", 1.0, 0.3, 2.0, "Extra tilt while a fund pays.", "Platteau 2004 for the sign; number assumed"),
    P("review_meetings", "n_r", "meetings", 4.0, 3.0, 6.0, "Meetings between reviews without reflection work.", "guidance: reflect every few meetings; number assumed"),
    P("expected_progress", "x_0", "share per week", 0.008, 0.003, 0.012, "Weekly relief that members expect of a good plan.", "assumed: the target cut in about a year and a half", "assumed", "log"),
    P("patience", "x_1", "share", 0.35, 0.2, 0.5, "Belief in the plan below which a review drops it.", "assumed"),
    P("capacity_coaching", "k_c", "share of the gap per meeting", 0.065, 0.03, 0.15, "Growth of the group's capacity under full coaching.", _FITTED + " (F8)"),
    P("capacity_practice", "k_p", "share of the gap per meeting", 0.04, 0.01, 0.08, "Growth by running a meeting oneself.", "learning by doing; " + _FITTED + " (F8)"),
    P("capacity_decay", "k_d", "share per week", 0.002, 0.001, 0.004, "Capacity lost without use.", _TRIAL),
    P("ownership_rate", "o", "weight per meeting", 0.1, 0.05, 0.2, "How fast ownership follows the members' share in deciding and doing.", "assumed"),
    P("activity_memory", "ω_a", "weight per due meeting", 0.25, 0.15, 0.4, "Weight of the last due meeting in the index of activity.", "assumed"),
    P("dormant_below", "α_d", "share", 0.2, 0.1, 0.3, "Activity below which a group is dormant.", "assumed"),
    P("join_rate", "j", "chance per meeting", 0.02, 0.0, 0.05, "Chance that somebody whom the group suits, and who knows of it, joins a group that works.", "assumed"),
    P("leave_rate", "l", "chance per review", 0.5, 0.1, 0.9, "Chance that a marginalised member leaves a group in which others have all the relief and it has none.", "assumed"),
    P("going_on", "γ_o", "chance", 0.9, 0.6, 1.0, "Chance that a group which reached its goal goes on to the next issue, where its members see one.", "guidance: groups adapt for systemic change, hence going on by default; number assumed"),
    # -- The chair
    P("chair_term", "h_t", "weeks", 52.0, 26.0, 156.0, "Term of a chair, after which the members elect.", "usual in bylaws; number assumed", "assumed", "log"),
    P("chair_grip", "h_c", "score per power", 0.3, 0.0, 1.0, "What its power counts for a chair that stands again, where nobody sees to inclusion.", "takeover by a single individual (survival studies of groups after exit) for the sign; number assumed"),
    P("chair_rent", "h_r", "tilt", 0.2, 0.0, 0.5, "Tilt of the benefit that a captured chair adds.", "Platteau 2004 for the sign; number assumed"),
    P("chair_loss", "h_l", "chance per year", 0.1, 0.03, 0.25, "Chance that a chair moves away, falls ill or changes its work.", "assumed", "assumed", "log"),
    P("key_person", "h_k", "chance", 0.65, 0.3, 1.0, "Chance that a group without any capacity of its own cannot do without the chair that it lost.", "Greenbook 2003: 40 % of cluster initiatives depend on one key individual, taken as groups of middling capacity", "experiment elsewhere"),
    # -- Local agents and messages
    P("agent_skill", "σ_a", "hours per hour", 0.9, 0.6, 1.0, "What an hour of a paid local agent does, against an hour of staff.", "Greaney, Kaboski & Van Leemput 2015: groups and savings similar after a year", "experiment elsewhere"),
    P("message_worth", "w_m", "share", 0.8, 0.4, 1.0, "What messages between meetings do for reminding members and for seeing commitments kept, against full communication work.", "Kast, Meier & Pomeranz: over 80 % of what a peer group does came by messages alone", "experiment elsewhere"),
    # -- The kitty
    P("kitty_share", "κ_s", "share of groups", 0.3, 0.1, 0.6, "Groups whose members start a kitty: a place to save and borrow.", "assumed: savings groups are common, most market groups have none"),
    P("worth_kitty", "κ_w", "weight", 0.25, 0.1, 0.5, "Weight of the kitty in what a meeting is worth to a member who paid its fee.", "savings groups live on where other groups fall silent (CARE: 95 % after two years), for the sign; number assumed"),
    P("fee_floor", "κ_0", "share of members", 0.35, 0.2, 0.5, "Members who have to pay their fee, as a running average, for a kitty to go on.", "Foster & Hope 2016: most community schemes fail to collect their fees; number assumed"),
    # -- Side-deals
    P("deal_rate", "θ", "chance per pair and meeting", 0.42, 0.2, 1.0, "Chance that two complementary members with full understanding find each other.", _FITTED + " (F3, F4)", "assumed", "log"),
    P("match_share", "θ_m", "share of complementary pairs", 0.35, 0.15, 0.6, "Pairs of complementary actors whose businesses fit each other.", _FITTED + " (F3)"),
    P("deal_talk", "θ_i", "factor", 1.0, 0.3, 2.0, "How much more at full interdependence work.", "assumed"),
    P("tie_value", "τ", "share of the smaller turnover a year", 0.055, 0.02, 0.15, "Gain of each side from a running tie.", "8.1 % of revenue by a year of meetings (Cai & Szeidl 2018) and >= 7 % of a year's turnover as the value of a relationship (Kenyan roses) lie in the range; default its middle; what one tie is of it is assumed", "assumed", "log"),
    P("deal_loss", "ℓ", "loss over gain", 0.55, 0.35, 0.9, "What a broken deal costs, against what an honoured one pays.", _TRIAL),
    P("deal_spread", "σ_d", "log", 0.3, 0.1, 0.5, "Spread of the risk between deals.", "assumed"),
    P("first_meetings", "n_d", "meetings", 2.0, 1.0, 4.0, "Meetings (or mapping days) that two sit in together before they do business, to the nearest whole number.", "Cai & Szeidl 2018 (regular meetings make more partners than one-off ones) and Cai, Lin & Szeidl 2024 (a referral with information only had no effect) for the sign; number assumed"),
    P("suspension", "n_b", "weeks", 13.0, 4.0, 52.0, "How long a broken deal suspends a tie.", "Barrett et al. 2012 (breach is common, and relations outlive it); number assumed", "assumed", "log"),
    P("displacement", "χ", "ties per new deal", 0.25, 0.0, 0.6, "Chance that a new deal ends one of the ties that a side has with others of the same role.", "Cai, Lin & Szeidl 2024: new transactions partly crowd out old partners; number assumed"),
    P("deal_reach", "ρ_d", "share of constituents' turnover", 0.3, 0.1, 0.8, "Part of her constituents' business for which a delegate deals.", "Bangladesh pumpkins: groups sell through their delegates; number assumed"),
    P("existing_trade", "θ_0", "share of fitting pairs", 0.3, 0.1, 0.6, "Pairs of average size whose businesses fit that trade before the project.", "assumed: no count found, hence wide"),
    P("trade_history", "n_h", "deals", 3.0, 1.0, 6.0, "Good deals that those who trade at week 0 have behind them.", "Kenyan roses: the value of a relationship rises with its age; number assumed"),
    P("relationship", "ϱ", "logit per trust", 3.0, 1.0, 5.0, "How much more reliably promises to trusted partners are kept.", "Kenyan roses: relationship value rises with age; number assumed"),
    # -- Wider take-up
    P("bass_news", "p", "hazard per year", 0.01, 0.007, 0.04, "Take-up from news alone, when relief is plain to see.", "Bass fits for agricultural innovations (Van den Bulte)", "experiment elsewhere", "log"),
    P("bass_neighbours", "q", "hazard per year", 0.44, 0.1, 1.0, "Take-up from neighbours who all took it up, when relief is plain to see.", "Bass fits for agricultural innovations (Van den Bulte)", "experiment elsewhere", "log"),
    P("visible_relief", "ρ_v", "share", 0.2, 0.1, 0.4, "Relief of a constraint at which the new practice persuades fully.", "assumed", "assumed", "log"),
    P("news_boost", "p_n", "factor", 1.0, 0.3, 2.0, "How much faster news and talk travel at full communication work.", "PMSD step 10 for the sign; number assumed"),
    P("report_exposure", "p_r", "hazard per meeting", 0.03, 0.01, 0.1, "Push to a constituent from a delegate who reports back from a meeting.", "MOG-constituent communication must be frequent and effective (PMSD); number assumed", "assumed", "log"),
    P("member_exposure", "p_m", "hazard per meeting", 0.24, 0.1, 0.6, "Push to a member from a meeting.", "assumed", "assumed", "log"),
    P("report_bare", "k_r", "share", 0.3, 0.1, 0.6, "Part of a delegate's report that gets across without work on inclusion or communication.", "MOG-constituent communication must be frequent and effective (PMSD); number assumed"),
    P("share_complex", "γ", "share of outside actors", 0.5, 0.2, 0.8, "Actors who need several neighbours to be convinced.", "Beaman et al. 2021; share assumed"),
    P("complex_neighbours", "n_c", "neighbours", 2.0, 2.0, 3.0, "Neighbours they need.", "Beaman et al. 2021: threshold 2", "experiment elsewhere"),
    P("peer_weight", "w_p", "factor", 1.5, 1.0, 2.0, "Weight of a neighbour like oneself.", "BenYishay & Mobarak 2019 for the sign; number assumed"),
    P("service_lapse", "λ_s", "hazard per year", 0.08, 0.02, 0.2, "Users of a service whom it no longer reaches, while no group keeps it up.", "10 of 11 facilitated firms went on after 5 years (Fowler 2016: 0.02 a year); a quarter of water points under two years old had stopped (RWSN 2009: 0.14 a year); that users fare like them is assumed", "assumed", "log"),
    # -- What practices of the guidance add
    P("starting_draw", "k_s", "share", 0.5, 0.2, 0.8, "Of those who would stay away from a mapping day, the share whom full preparation of the start brings.", "time, distance and hosts attract or keep away (PMSD, facilitating effective forums) for the sign; number assumed"),
    P("nearer", "k_t", "share of travel", 0.3, 0.1, 0.6, "Own travel that a well-chosen place and time of meetings save.", "time, distance and hosts attract or keep away (PMSD, facilitating effective forums) for the sign; number assumed"),
    P("inclusion_guard", "k_i", "share", 0.5, 0.2, 0.8, "Part of capture that full inclusion work prevents.", "rules against capture raised what participation brought from 14 to 25 % (Madajewicz, Tompsett & Habib 2021) for the sign; number assumed"),
    P("reflection_sooner", "k_l", "share", 0.6, 0.3, 0.9, "Part of the wait for a review that full reflection work saves.", "create a space to reflect, review and learn (PMSD, step 8) for the sign; number assumed"),
    P("plain_sight", "k_0", "weight per meeting", 0.1, 0.02, 0.3, "How far belief in the plan follows progress by itself.", "assumed"),
    P("reflection_sight", "k_v", "weight per meeting", 0.5, 0.2, 0.8, "How much further with full reflection work.", "participatory monitoring (PMSD, step 8) for the sign; number assumed"),
    P("capacity_sight", "k_w", "weight per meeting", 0.2, 0.0, 0.4, "How much further in a group that can run itself.", "assumed"),
    P("self_taught", "k_u", "share", 0.5, 0.2, 0.8, "What a group that can run itself learns from a failure, against full reflection work.", "assumed"),
    P("deciding_share", "k_d1", "share", 0.5, 0.2, 0.8, "Part of ownership that comes of running the meetings; the rest comes of doing the work.", "staff who decide alone, and members who do, each change what lasts (Madajewicz, Tompsett & Habib 2021; Mansuri & Rao 2013); the parts are assumed"),
    P("bare_coordination", "k_b", "share", 0.3, 0.1, 0.6, "Coordination of a room without any trust, as far as the meeting is run well.", "assumed"),
    P("heard_few", "k_h", "share", 0.5, 0.3, 0.8, "How far a marginalised member is heard while such members are few in the room.", "Agarwal: a quarter to a third of the room to be heard, for the sign; number assumed"),
    # -- Direct delivery
    P("delivery_yield", "y_d", "share of households paid for", 0.6, 0.3, 1.0, "Households that direct delivery really relieves, of those it pays for.", "Nepal dairy: 100 is the cost of a targeted farmer, not of one who gained; share assumed"),
    P("delivery_fade", "φ_d", "factor", 1.0, 0.25, 4.0, "How fast relief that outsiders made fades, delivered or worked for inside a group, as a multiple of what the scenario says.", "36 % of water points not working at a visit (RWSN 2009), 95 % of taps working where users decide and pay (Whittington et al. 2009), for the direction; number assumed", "assumed", "log"),
    # -- Shocks
    P("rerouting", "ξ", "share", 0.5, 0.2, 0.8, "Part of a shock that an actor with two trusted partners escapes.", "assumed"),
)  # fmt: skip
del P

SWITCHES: tuple[Switch, ...] = (
    Switch("mapping_on", "Mapping moves beliefs, trust and understanding."),
    Switch("trust_on", "Trust learns from evidence."),
    Switch(
        "commitments_on", "Commitments kept or broken are seen, and count for trust and for what is expected of others."
    ),
    Switch("understanding_on", "Mutual understanding grows."),
    Switch("deals_on", "Side-deals are struck."),
    Switch("partners_on", "Honoured deals become lasting ties."),
    Switch("motivation_on", "Motivation learns from what meetings were worth."),
    Switch("conditional_on", "Conditional cooperators answer others (off: everybody gives half)."),
    Switch("influence_on", "Relief of one constraint eases others."),
    Switch("resistance_on", "Those who live off a constraint resist."),
    Switch("capture_on", "Inequality of voice tilts benefits."),
    Switch("review_on", "Groups review and change plans."),
    Switch("capacity_on", "Groups learn to run themselves."),
    Switch("ownership_on", "Ownership follows deciding and doing."),
    Switch("revival_on", "Dormant groups can revive."),
    Switch("joining_on", "Room actors can join later; members can leave."),
    Switch("simple_on", "Take-up by news and neighbours."),
    Switch("complex_on", "Some need several neighbours (off: all are simple)."),
    Switch("lapse_on", "Services lapse where nobody keeps them up; practices stay."),
    Switch("reports_on", "Delegates report back to constituents."),
    Switch("relapse_on", "Relief fades unless kept up."),
    Switch("shocks_on", "Shocks happen."),
    Switch("rerouting_on", "Trusted partners soften shocks."),
    Switch("voice_on", "Voice can grow."),
    Switch("voice_fade_on", "Voice that was won fades outside meetings, too."),
    Switch("hours_once_on", "A facilitator's hour is practice or doing (off: doing costs no practice)."),
    Switch("reach_on", "Work has a reach, and offices decide (off: work moves everything, policy too, in time)."),
    Switch("provenance_on", "What outsiders made fades at its own rate (off: as what members made does)."),
    Switch("binding_roles_on", "A needed role that is missing stops the work (off: it lowers coverage)."),
    Switch("saturation_on", "A group's work has diminishing returns (off: effort grows with hours without end)."),
    Switch("contacts_on", "Deals come after meetings that made contacts (off: at first sight)."),
    Switch(
        "suspension_on",
        "A broken deal suspends a tie (off: partners forgive at once, and a first deal that was broken ends it).",
    ),
    Switch("displacement_on", "New deals can crowd out old ones."),
    Switch("delegates_on", "A delegate's deal is her group's (off: hers alone)."),
    Switch("season_on", "Seasons move time, money and prices, where the scenario gives any."),
    Switch("trade_on", "Actors trade before the project (off: nobody has a tie at week 0)."),
    Switch(
        "going_on_on", "A group that reached its goal goes on by default (off: only as far as it is its members' own)."
    ),
    Switch("disagreement_on", "Members who want different things work together less well."),
    Switch("outsiders_join_on", "Actors who were not at the workshop can join a group that they hear of."),
    Switch("kitty_on", "Some groups collect fees into a kitty: a private reason to meet, which can fail."),
    Switch("chair_on", "The chair has a term, can be captured and lost, and its loss can be the end of a group."),
    Switch("giving_less_on", "Members give less where it is done for them."),
)

#: One record of parameters and switches, as the stages read it.
PARAMETER_DTYPE = record([(p.name, "f8") for p in PARAMETERS] + [(s.name, "?") for s in SWITCHES])

_BY_NAME = {p.name: p for p in PARAMETERS}
_SWITCH_NAMES = frozenset(s.name for s in SWITCHES)


def default_parameters(*, beyond_range: bool = False, **changes: float) -> np.ndarray:
    """One record, shape (1,), at the defaults, with `changes` by name.

    With `beyond_range` a value may lie anywhere that it means something, not only where the prior has it.

    Raises
    ------
    InputError
        A name that does not exist or a value outside its range, all of them at once.
    """
    values = np.zeros(1, PARAMETER_DTYPE)
    for parameter in PARAMETERS:
        values[parameter.name] = parameter.default
    for switch in SWITCHES:
        values[switch.name] = True
    check_changes(changes, beyond_range)
    for name, value in changes.items():
        values[name] = value
    return values


def possible_range(parameter: Parameter) -> tuple[float, float]:
    """Where a value of a parameter still means something: a chance from 0 to 1, no negative amount, anything else."""
    low = 0.0 if parameter.low >= 0 else -math.inf
    return low, 1.0 if parameter.unit.split()[0] in {"share", "chance"} and parameter.high <= 1 else math.inf


def check_changes(changes: Mapping[str, Any], beyond_range: bool = False) -> None:
    """Raise one `InputError` that names every unknown or out-of-range entry of `changes`."""
    from difflib import get_close_matches

    wrong = []
    for name, value in changes.items():
        if not isinstance(value, int | float | np.number | np.bool_):
            wrong.append(f"{str(name)[:60]} = {str(value)[:60]!r}: is no number; give one")
        elif name in _SWITCH_NAMES:
            if value not in (0, 1):
                wrong.append(f"switch {name} = {value:g}: a switch is 0 (off) or 1 (on)")
        elif name not in _BY_NAME:
            near = get_close_matches(str(name)[:60], [*_BY_NAME, *_SWITCH_NAMES], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "`migsim parameters` lists them all"
            wrong.append(f"parameter {str(name)[:60]!r} is not known; {hint}")
        else:
            p = _BY_NAME[name]
            low, high = possible_range(p) if beyond_range else (p.low, p.high)
            if not (low <= value <= high and math.isfinite(value)):
                where = "means nothing" if beyond_range else "is outside its range"
                wrong.append(f"parameter {name} = {value:g} {where}; give a value from {low:g} to {high:g} ({p.unit})")
    if wrong:
        raise InputError(wrong)


def draw_parameters(
    seed: int,
    runs: range,
    changes: Mapping[str, float] | None = None,
    names: Collection[str] | None = None,
    *,
    beyond_range: bool = False,
) -> np.ndarray:
    """Draw one record of parameters from the prior for each future, shape (len(runs),).

    Parameters
    ----------
    seed : int
    runs : range
        Numbers of the futures.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    names : collection of str, optional
        Draw these only, the others stay at their defaults; all when missing. What one draws does not hang on the rest.
    beyond_range : bool
        Whether `changes` may lie outside the ranges.
    """
    changes = changes or {}
    values = np.repeat(default_parameters(beyond_range=beyond_range, **changes), len(runs))
    drawn = [p for p in PARAMETERS if p.name not in changes and (names is None or p.name in names)]
    u = np.zeros((len(runs), len(drawn)))
    uniforms_of_futures(seed, runs.start, PARAMETER, np.array([p.id for p in drawn], np.uint32), u)
    for column, parameter in enumerate(drawn):
        values[parameter.name] = parameter.draw(u[:, column])
    return values
