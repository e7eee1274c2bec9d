"""Statistics, from their definitions."""

import math
import statistics


def gamma_p(a, x):
    """The regularised lower incomplete gamma function: the chance of at least `a` events where `x` are expected."""
    if a <= 0:
        return 1.0
    if x <= 0:
        return 0.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        at = a
        while abs(term) > abs(total) * 1e-17:
            at += 1
            term *= x / at
            total += term
        return min(1.0, total * scale)
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    fraction = d
    for i in range(1, 100_000):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        step = d * c
        fraction *= step
        if abs(step - 1) < 1e-16:
            break
    return max(0.0, 1 - scale * fraction)


def first_where(is_met, low, high):
    """The lowest number at which a condition holds that holds for every higher one."""
    if is_met(low):
        return low
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if is_met(middle) else (middle, high)
    return high


def poisson_interval(count):
    """Exact below ten events, from ten by Byar's formula; 95 %."""
    if count < 10:
        high = first_where(lambda mean: 1 - gamma_p(count + 1, mean) <= 0.025, 0.0, 100.0)
        return (first_where(lambda mean: gamma_p(count, mean) >= 0.025, 0.0, 100.0) if count else 0.0), high
    z = statistics.NormalDist().inv_cdf(0.975)
    end = lambda x, sign: x * (1 - 1 / (9 * x) + sign * z / (3 * math.sqrt(x))) ** 3
    return end(count, -1), end(count + 1, 1)


def funnel(expected, outside):
    """The numbers of events whose exact interval ends at the expected number."""
    if expected == 0:
        return 0.0, 0.0
    far = expected + 20 + 10 * math.sqrt(expected)
    low = first_where(lambda x: 1 - gamma_p(x + 1, expected) >= outside / 2, 0.0, far)
    return low, first_where(lambda x: gamma_p(x, expected) <= outside / 2, 0.0, far)


def quantile(numbers, part):
    numbers = sorted(numbers)
    place = (len(numbers) - 1) * part
    low = math.floor(place)
    return numbers[low] + (numbers[min(low + 1, len(numbers) - 1)] - numbers[low]) * (place - low)


def spread(areas):
    """The standard deviation between areas beyond chance; 0 where the test does not find any."""
    areas = [(seen, expected) for seen, expected in areas if expected > 0]
    free = len(areas) - 1
    if free < 1:
        return 0.0
    z = [(seen - expected) / math.sqrt(expected) for seen, expected in areas]
    low, high = quantile(z, 0.1), quantile(z, 0.9)
    squares = sum(min(max(value, low), high) ** 2 for value in z)
    weights = [expected for _, expected in areas]
    between = (squares - free) / (sum(weights) - sum(w * w for w in weights) / sum(weights))
    chance = 1 - gamma_p(free / 2, squares / 2)
    return math.sqrt(between) if chance < 0.05 and between > 0 else 0.0


def widened(limit, expected, tau):
    middle = math.sqrt(expected)
    return max(0.0, middle + (math.sqrt(limit) - middle) * math.sqrt(1 + tau * tau * expected)) ** 2


def wilson(part, of):
    z = statistics.NormalDist().inv_cdf(0.975)
    share, scale = part / of, 1 + z * z / of
    middle, reach = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def poisson(draw, mean):
    """A random number of events."""
    left, number = draw.random(), 0
    chance = math.exp(-mean)
    while left > chance and number < 1000:
        left -= chance
        number += 1
        chance *= mean / number
    return number


def direction(before, after, days_before, days_after):
    """By the exact conditional binomial test: twice the smaller tail, against 5 %."""
    n, chance = before + after, days_after / (days_before + days_after)
    term = lambda k: math.exp(
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(chance) + (n - k) * math.log1p(-chance)
    )
    lower, upper = sum(map(term, range(after + 1))), sum(map(term, range(after, n + 1)))
    if 2 * min(lower, upper) >= 0.05:
        return "no_clear_change"
    return "rose" if upper < lower else "fell"


def line_through(points):
    """The least-squares line through points `(at, number)`."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return lambda x: mean_y + slope * (x - mean_x)


def at_least(number, of, chance):
    """The binomial chance of at least so many of so many tests."""
    log_term = lambda k: math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * math.log(chance) + (of - k) * math.log1p(-chance)
    return min(1.0, sum(math.exp(log_term(k)) for k in range(number, of + 1)))
