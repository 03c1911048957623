"""The markets of the fit, those that it never sees, and what their money is in pounds."""

#: Markets that the patterns are fitted on; F1 and F3 are asked of the first, F2 of the second.
FITTED_ON = ("treyl-poultry", "mozambique-goats", "zimbabwe-livestock")
#: Left out of the fit, for its check.
LEFT_OUT = ("nepal-dairy",)
#: Not used in the fit either; their tables stand on their pages.
SHOWN = ("bangladesh-pumpkin", "sudan-hibiscus")
MARKETS = (*FITTED_ON, *LEFT_OUT, *SHOWN)
POULTRY, GOATS = FITTED_ON[:2]

#: Money for a pound, about the years of the cases, as the comments of the scenario files reckon.
FOR_A_POUND = {"GBP": 1.0, "USD": 1.5, "MZN": 46.0, "NPR": 156.0}
