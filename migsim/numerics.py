"""Exponential, logarithm and normal quantile from plain arithmetic, the same bits on every processor.

The platform's ``exp`` and ``log`` differ in the last bit between libraries and between vectorised and scalar code. A
simulation whose results must not depend on where it runs can only use additions, multiplications and divisions, which
IEEE 754 fixes to the bit, so the three functions stand here. Accuracy, against 50-digit arithmetic (tested): ``exp``
and ``log`` within 1 unit in the last place, ``normal_quantile`` within a relative error of 1e-15.
"""

import numpy as np

from migsim.intrinsics import bits_from_float, float_from_bits
from migsim.kernel import entry, inlined, kernel
from migsim.state import Array

_LN2 = 0.6931471805599453
_LOG2_E = 1.4426950408889634
# ln 2 in two parts: the first has trailing zeros, so that a whole multiple of it is exact (Cody & Waite 1980).
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LOWEST = -708.0
_HIGHEST = 709.0

# Algorithm AS 241: how far the centre reaches from 1/2, and coefficients, highest power first.
_CENTRE = 0.425
# fmt: off
_CENTRE_TOP = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)
_CENTRE_BOTTOM = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)
_MIDDLE_TOP = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
)
_MIDDLE_BOTTOM = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
)
_TAIL_TOP = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
    2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
)
_TAIL_BOTTOM = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
    1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
)
# fmt: on


@entry
def exp(x: float) -> float:
    """Exponential of `x`, clamped to [-708, 709] where doubles are normal numbers.

    Reduction to ``|r| <= ln 2 / 2`` and a rational approximation on it (Cody & Waite 1980), free of branches so that a
    loop over it vectorises.
    """
    x = min(max(x, _LOWEST), _HIGHEST)
    k = np.floor(x * _LOG2_E + 0.5)
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    return y * float_from_bits((np.int64(k) + np.int64(1023)) << np.int64(52))


@inlined
def _log(x: float) -> float:
    """Natural logarithm of a positive, normal `x`; the caller answers for the domain.

    Reduction to ``m`` in [sqrt(1/2), sqrt(2)) and the series of ``log((1 + s) / (1 - s))`` (after FreeBSD's
    ``e_log.c``).
    """
    bits = bits_from_float(x)
    k = ((bits >> np.int64(52)) & np.int64(0x7FF)) - np.int64(1023)
    mantissa = bits & np.int64(0xFFFFFFFFFFFFF)
    if mantissa >= np.int64(0x6A09E667F3BCD):
        k += np.int64(1)
        f = float_from_bits(mantissa | np.int64(0x3FE0000000000000)) - 1.0
    else:
        f = float_from_bits(mantissa | np.int64(0x3FF0000000000000)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    r = z * (
        6.666666666666735130e-01
        + z
        * (
            3.999999999940941908e-01
            + z
            * (
                2.857142874366239149e-01
                + z
                * (
                    2.222219843214978396e-01
                    + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))
                )
            )
        )
    )
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + r) + k * _LN2_LOW)) - f)


@entry
def log(x: float) -> float:
    """Natural logarithm of a positive, normal `x`; the caller answers for the domain."""
    return _log(x)


@kernel
def power(x: float, y: float) -> float:
    """Raise x >= 0 to the power y > 0."""
    return exp(y * log(x)) if x > 0.0 else 0.0


@entry
def exponentials(x: Array) -> None:
    """`exp` of each of `x`, shape (n,), in its place."""
    for n in range(len(x)):
        x[n] = exp(x[n])


@kernel
def unit_exponentials(u: Array) -> None:
    """Turn each uniform draw of `u` into one from the unit exponential, ``-log(1 - u)``, in its place."""
    for n in range(len(u)):
        u[n] = -_log(1.0 - u[n])


@entry
def logistic(x: float) -> float:
    """Chance ``1 / (1 + exp(-x))`` of a logit `x`."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def saturating(hours: float, half: float) -> float:
    """Effect of hours, 0 to 1: a half at `half` hours, with ever less from each further one."""
    return 1.0 - exp(-_LN2 * hours / half)


@kernel
def _polynomial(x: float, coefficients: tuple[float, ...]) -> float:
    """Horner's rule, highest power first."""
    total = coefficients[0]
    for c in coefficients[1:]:
        total = total * x + c
    return total


@kernel
def _centre(q: float) -> float:
    """Normal quantile at ``1/2 + q`` for ``abs(q) <= 0.425``."""
    r = 0.180625 - q * q
    return q * _polynomial(r, _CENTRE_TOP) / _polynomial(r, _CENTRE_BOTTOM)


@entry
def normal_quantile(u: float) -> float:
    """Value that a standard normal stays below with chance `u`, for 0 < u < 1.

    Algorithm AS 241, PPND16 (Wichura 1988).
    """
    q = u - 0.5
    if abs(q) <= _CENTRE:
        return _centre(q)
    r = np.sqrt(-log(min(u, 1.0 - u)))
    if r <= 5.0:
        tail = _polynomial(r - 1.6, _MIDDLE_TOP) / _polynomial(r - 1.6, _MIDDLE_BOTTOM)
    else:
        tail = _polynomial(r - 5.0, _TAIL_TOP) / _polynomial(r - 5.0, _TAIL_BOTTOM)
    return tail if q > 0.0 else -tail


@kernel
def normal_quantiles(u: Array, z: Array) -> None:
    """`normal_quantile` of each of `u` into `z`, to the bit: the centre in a loop that vectorises, then the tails."""
    for n in range(len(u)):
        z[n] = _centre(u[n] - 0.5)
    for n in range(len(u)):
        if abs(u[n] - 0.5) > _CENTRE:
            z[n] = normal_quantile(u[n])
