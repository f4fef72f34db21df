"""Makes tests/fixtures/referenceStatistics.json: values by scipy and statsmodels, to hold server/statistics against.

With Python 3, scipy and statsmodels: python3 tests/support/referenceStatistics.py
"""

import json
from decimal import Decimal, getcontext
from fractions import Fraction
from math import comb
from pathlib import Path

import scipy
import statsmodels
from scipy.stats import binom, gmean, norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

getcontext().prec = 40

DISCORDANT = [
    (0, 1), (1, 0), (0, 5), (6, 0), (1, 7), (7, 1), (6, 16), (3, 4), (10, 10), (12, 1),
    (13, 26), (49, 30), (30, 49), (57, 19), (0, 40), (200, 140), (510, 500), (1000, 1100),
    (5000, 5100), (24800, 25200), (49800, 50200), (50000, 50000), (49000, 51000),
]
PAIRS = [
    (1, 0, 0), (1, 1, 0), (2, 1, 1), (9, 1, 2), (10, 0, 0), (10, 10, 0), (10, 0, 10), (21, 1, 7),
    (30, 1, 13), (30, 2, 0), (50, 2, 20), (100, 0, 0), (100, 5, 5), (161, 6, 16), (200, 57, 19),
    (200, 19, 57), (200, 10, 10), (500, 25, 40), (1000, 300, 310), (5000, 120, 90),
    (50000, 10000, 9800),
]
P_VALUES = [
    [0.03], [0.01, 0.04], [0.04, 0.01], [0.01, 0.02, 0.03, 0.04], [0.2, 0.2, 0.2],
    [0.001, 0.8, 0.04, 0.012, 0.049, 0.9], [1, 1, 1], [0.05, 0.0001, 0.0001, 0.5, 0.025, 0.01, 1],
    [0.004 * k for k in range(1, 13)],
]
RATIOS = [
    [1.4], [2, 0.5], [1.2, 1.3, 0.9, 1.1], [0.1, 10, 100], [1e-6, 1e6, 3], [1, 1, 1],
    [0.83, 0.91, 1.7, 2.4, 0.33, 1.05, 1.11, 0.98],
]
SHARES = [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (146, 200), (108, 200), (4999, 5000)]


def mid_p(gained, lost):
    if gained == lost:
        return 1.0
    fewer, trials = min(gained, lost), gained + lost
    value = min(1.0, 2 * binom.cdf(fewer, trials, 0.5) - binom.pmf(fewer, trials, 0.5))
    if trials <= 2000:
        ways = 2 * sum(comb(trials, k) for k in range(fewer + 1)) - comb(trials, fewer)
        assert abs(value - float(Fraction(ways, 2**trials))) < 1e-11
    return float(value)


def bonett_price(n, gained, lost):
    z, total = Decimal(repr(float(norm.ppf(0.975)))), Decimal(n + 2)
    p, q = Decimal(gained + 1) / total, Decimal(lost + 1) / total
    half_width = z * ((p + q - (p - q) ** 2) / total).sqrt()
    return [
        float(max(Decimal(-100), 100 * (p - q - half_width))),
        float(min(Decimal(100), 100 * (p - q + half_width))),
    ]


reference = {
    "madeWith": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "midPMcNemar": [
        {"gained": gained, "lost": lost, "pValue": mid_p(gained, lost)} for gained, lost in DISCORDANT
    ],
    "bonettPriceInterval": [
        {"n": n, "gained": gained, "lost": lost, "interval": bonett_price(n, gained, lost)}
        for n, gained, lost in PAIRS
    ],
    "holmAdjusted": [
        {"pValues": values, "adjusted": multipletests(values, method="holm")[1].tolist()}
        for values in P_VALUES
    ],
    "geometricMean": [{"ratios": ratios, "value": float(gmean(ratios))} for ratios in RATIOS],
    "wilsonInterval": [
        {
            "successes": successes,
            "total": total,
            "interval": [float(bound) for bound in proportion_confint(successes, total, method="wilson")],
        }
        for successes, total in SHARES
    ],
}

path = Path(__file__).parent.parent / "fixtures" / "referenceStatistics.json"
path.write_text(json.dumps(reference, indent=2) + "\n")
