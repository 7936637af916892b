#include "agglo/class_breaks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace agglo {
namespace {

/// Distinct values with how often they occur.
struct Weighted {
  std::vector<double> value, weight;
};

Weighted distinct_of(const std::vector<double>& sorted) {
  Weighted result;
  for (const double v : sorted) {
    if (result.value.empty() || result.value.back() != v) {
      result.value.push_back(v);
      result.weight.push_back(0);
    }
    ++result.weight.back();
  }
  return result;
}

/// Sums for the squared error of any run of values in O(1), about the mean against cancellation.
class RunError {
 public:
  explicit RunError(const Weighted& data) {
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < data.value.size(); ++i) {
      sum += data.value[i] * data.weight[i];
      weight += data.weight[i];
    }
    const double middle = sum / weight;
    w_.push_back(0), s_.push_back(0), q_.push_back(0);
    for (std::size_t i = 0; i < data.value.size(); ++i) {
      const double x = data.value[i] - middle;
      w_.push_back(w_.back() + data.weight[i]);
      s_.push_back(s_.back() + data.weight[i] * x);
      q_.push_back(q_.back() + data.weight[i] * x * x);
    }
  }
  /// Of values [begin, end).
  double of(std::size_t begin, std::size_t end) const {
    const double w = w_[end] - w_[begin], s = s_[end] - s_[begin], q = q_[end] - q_[begin];
    return std::max(0.0, q - s * s / w);
  }

 private:
  std::vector<double> w_, s_, q_;
};

/// One row of the dynamic program: best[j] = least error of the first j values in one class more than
/// `before` holds. The best start of the last class never moves left as j grows, so halves of a row need only
/// the starts between those of their neighbours.
struct BreakRow {
  const RunError& error;
  const std::vector<double>& before;
  std::vector<double>& best;
  std::vector<std::uint32_t>& start;

  void fill(std::size_t low, std::size_t high, std::size_t from, std::size_t to) const {
    if (low > high) return;
    const std::size_t j = (low + high) / 2;
    std::size_t at = from;
    double least = INFINITY;
    for (std::size_t i = from; i <= std::min(to, j - 1); ++i) {
      const double cost = before[i] + error.of(i, j);
      if (cost < least) {
        least = cost;
        at = i;
      }
    }
    best[j] = least;
    start[j] = static_cast<std::uint32_t>(at);
    if (j > low) fill(low, j - 1, from, at);
    fill(j + 1, high, at, to);
  }
};

/// Index of the last value of each class but the last one.
std::vector<std::size_t> natural_ends(const Weighted& data, std::size_t classes) {
  const std::size_t n = data.value.size();
  const RunError error(data);
  std::vector<double> best(n + 1, INFINITY), before(n + 1, INFINITY);
  for (std::size_t j = 1; j <= n; ++j) before[j] = error.of(0, j);
  std::vector<std::vector<std::uint32_t>> starts(classes + 1, std::vector<std::uint32_t>(n + 1, 0));
  for (std::size_t k = 2; k <= classes; ++k) {
    std::fill(best.begin(), best.end(), INFINITY);
    BreakRow{error, before, best, starts[k]}.fill(k, n, k - 1, n - 1);
    std::swap(best, before);
  }
  std::vector<std::size_t> ends;
  std::size_t j = n;
  for (std::size_t k = classes; k >= 2; --k) {
    j = starts[k][j];
    ends.push_back(j - 1);
  }
  std::reverse(ends.begin(), ends.end());
  return ends;
}

/// Bins of equal width: the mean and the largest value of each that holds any.
Weighted histogram_of(const std::vector<double>& sorted, std::vector<double>& largest) {
  const double low = sorted.front(), width = sorted.back() - low;
  Weighted bins;
  std::size_t last = kMostExactValues;
  for (const double v : sorted) {
    const auto bin =
        std::min(kMostExactValues - 1,
                 static_cast<std::size_t>((v - low) / width * static_cast<double>(kMostExactValues)));
    if (bin != last) {
      bins.value.push_back(0);
      bins.weight.push_back(0);
      largest.push_back(v);
      last = bin;
    }
    bins.value.back() += v;
    ++bins.weight.back();
    largest.back() = v;
  }
  for (std::size_t i = 0; i < bins.value.size(); ++i) bins.value[i] /= bins.weight[i];
  return bins;
}

std::vector<double> natural_breaks(const std::vector<double>& sorted, std::size_t classes) {
  Weighted data = distinct_of(sorted);
  std::vector<double> largest;
  if (data.value.size() > kMostExactValues)
    data = histogram_of(sorted, largest);
  else
    largest = data.value;
  std::vector<double> inner;
  for (const std::size_t end : natural_ends(data, std::min(classes, data.value.size())))
    inner.push_back(largest[end]);
  return inner;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(low);
  if (low + 1 >= sorted.size() || part == 0) return sorted[low];
  return sorted[low] + part * (sorted[low + 1] - sorted[low]);
}

std::vector<double> equal_breaks(double least, double most, std::size_t classes) {
  std::vector<double> inner;
  for (std::size_t i = 1; i < classes; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(classes);
    inner.push_back(least * (1 - share) + most * share);
  }
  return inner;
}

std::vector<double> deviation_breaks(const ValueSpread& summary, std::size_t classes) {
  std::vector<double> inner;
  for (std::size_t i = 0; i + 1 < classes; ++i) {
    const double steps = static_cast<double>(i) - (static_cast<double>(classes) - 2) / 2;
    inner.push_back(summary.mean + steps * summary.deviation);
  }
  return inner;
}

std::vector<double> logarithmic_breaks(const std::vector<double>& sorted, std::size_t classes) {
  const auto positive = std::upper_bound(sorted.begin(), sorted.end(), 0.0);
  if (positive == sorted.end()) return equal_breaks(sorted.front(), sorted.back(), classes);
  std::vector<double> inner;
  const bool some_below = positive != sorted.begin();
  if (some_below) inner.push_back(0);
  const std::size_t rest = classes - (some_below && classes > 1 ? 1 : 0);
  const double low = std::log(*positive), high = std::log(sorted.back());
  for (std::size_t i = 1; i < rest; ++i)
    inner.push_back(std::exp(low + (high - low) * static_cast<double>(i) / static_cast<double>(rest)));
  return inner;
}

}  // namespace

std::vector<double> class_breaks(std::span<const double> values, const BreakOptions& options) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double v) { return std::isfinite(v); });
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const double least = sorted.front(), most = sorted.back();
  const std::size_t classes = std::clamp<std::size_t>(options.classes, 1, kMostClasses);
  std::vector<double> inner;
  switch (options.method) {
    case BreakMethod::quantile:
      for (std::size_t i = 1; i < classes; ++i)
        inner.push_back(quantile(sorted, static_cast<double>(i) / static_cast<double>(classes)));
      break;
    case BreakMethod::equal:
      inner = equal_breaks(least, most, classes);
      break;
    case BreakMethod::natural:
      inner = natural_breaks(sorted, classes);
      break;
    case BreakMethod::deviation:
      inner = deviation_breaks(value_spread(sorted, 1), classes);
      break;
    case BreakMethod::logarithmic:
      inner = logarithmic_breaks(sorted, classes);
      break;
    case BreakMethod::manual:
      inner = options.manual;
      std::sort(inner.begin(), inner.end());
      break;
  }
  // Where there are no more values than classes, a class for each says most.
  if (options.method != BreakMethod::manual) {
    std::vector<double> distinct;
    for (const double v : sorted) {
      if (distinct.empty() || distinct.back() != v) distinct.push_back(v);
      if (distinct.size() > classes) break;
    }
    if (distinct.size() <= classes) inner.assign(distinct.begin(), distinct.end() - 1);
  }
  std::vector<double> breaks{least};
  for (const double b : inner) {
    // An end equal to the least value makes a class of that value alone; beyond that, ends must grow.
    const bool first_value = b == least && breaks.size() == 1 && least < most;
    if (std::isfinite(b) && b < most && (b > breaks.back() || first_value)) breaks.push_back(b);
  }
  breaks.push_back(most);
  return breaks;
}

int class_of(std::span<const double> breaks, double value) {
  if (breaks.size() < 2 || !(value >= breaks.front() && value <= breaks.back())) return -1;
  return static_cast<int>(std::lower_bound(breaks.begin() + 1, breaks.end(), value) - breaks.begin()) - 1;
}

ValueSpread value_spread(std::span<const double> values, std::size_t bins) {
  ValueSpread result;
  double mean = 0, squares = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) {
      ++result.missing;
      continue;
    }
    result.least = result.count == 0 ? v : std::min(result.least, v);
    result.most = result.count == 0 ? v : std::max(result.most, v);
    result.whole = result.whole && v == std::floor(v);
    ++result.count;
    const double step = v - mean;
    mean += step / static_cast<double>(result.count);
    squares += step * (v - mean);
  }
  if (result.count == 0) return result;
  result.mean = mean;
  result.deviation = result.count > 1 ? std::sqrt(squares / static_cast<double>(result.count - 1)) : 0;
  result.bins.assign(std::max<std::size_t>(1, bins), 0);
  const auto last = static_cast<double>(result.bins.size() - 1);
  constexpr double kSkewed = 20;
  const double to_mean = mean - result.least;
  if (result.most - result.least > kSkewed * to_mean) result.bend = to_mean;
  for (const double v : values)
    if (std::isfinite(v)) {
      const double place = result.axis_place(v) * static_cast<double>(result.bins.size());
      ++result.bins[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
    }
  return result;
}

double ValueSpread::axis_place(double value) const {
  const double width = most - least, from = std::clamp(value - least, 0.0, width);
  if (!(width > 0)) return 0;
  return bend > 0 ? std::asinh(from / bend) / std::asinh(width / bend) : from / width;
}

double ValueSpread::axis_value(double place) const {
  const double width = most - least, t = std::clamp(place, 0.0, 1.0);
  return least + (bend > 0 ? bend * std::sinh(t * std::asinh(width / bend)) : t * width);
}

}  // namespace agglo
