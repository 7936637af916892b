#include "viewer/charts/chart_counts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "viewer/draw/parallel.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kWordsPerPart = 4096;  // 262,144 rows: less is not worth a thread

std::size_t parts_of(std::size_t words) {
  return std::clamp<std::size_t>(words / kWordsPerPart, 1, draw_threads());
}

/// Calls f(first word, last word, part) for equal parts at the same time.
template <class F>
void in_parts(std::size_t words, std::size_t parts, const F& f) {
  in_parallel(parts, static_cast<unsigned>(parts),
              [&](std::size_t part, unsigned) { f(words * part / parts, words * (part + 1) / parts, part); });
}

/// Calls f(row) for the rows of some words of a set; all rows below `size` when there is no set.
template <class F>
void rows_of_words(const RowSet* rows, std::size_t size, std::size_t begin, std::size_t end, F&& f) {
  const std::size_t last = std::min(size, end * 64);
  if (!rows) {
    for (std::size_t row = begin * 64; row < last; ++row) f(row);
    return;
  }
  const auto words = rows->words();
  for (std::size_t k = begin; k < end; ++k) {
    std::uint64_t word = words[k];
    if (word == ~std::uint64_t{0}) {
      for (std::size_t row = k * 64; row < k * 64 + 64; ++row) f(row);
      continue;
    }
    for (; word != 0; word &= word - 1) f(k * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
}

std::size_t words_for(std::size_t rows) {
  return (rows + 63) / 64;
}

/// Place of a bin in counts: those that are none come last, kNone and then kNotAboveZero.
std::size_t place_of(std::uint16_t bin, std::size_t bins) {
  return bin < bins ? bin : bins + (bin == ChartBins::kNotAboveZero ? 1 : 0);
}

/// Rows per bin, and in the last two places those without one.
std::vector<double> count_bins(const std::vector<std::uint16_t>& bin, std::size_t bins, const RowSet* rows) {
  const std::size_t words = words_for(bin.size()), parts = parts_of(words);
  // Neighbouring rows often fall into one bin: in turns they count in different places, so that none waits
  // for the sum of the row before.
  const std::size_t lanes = bins < 1024 ? 4 : 1, lane = bins + 2;
  std::vector<std::vector<std::uint32_t>> counts(parts);
  in_parts(words, parts, [&](std::size_t begin, std::size_t end, std::size_t part) {
    std::vector<std::uint32_t> mine(lanes * lane, 0);
    rows_of_words(rows, bin.size(), begin, end,
                  [&](std::size_t row) { ++mine[(row & (lanes - 1)) * lane + place_of(bin[row], bins)]; });
    counts[part] = std::move(mine);
  });
  std::vector<double> sum(bins + 2, 0.0);
  for (const auto& mine : counts)
    for (std::size_t k = 0; k < mine.size(); ++k) sum[k % lane] += mine[k];
  return sum;
}

std::vector<double> sum_bins(const std::vector<std::uint16_t>& bin, std::size_t bins, const RowSet* rows,
                             const std::vector<float>& amount) {
  const std::size_t words = words_for(bin.size()), parts = parts_of(words);
  std::vector<std::vector<double>> sums(parts);
  in_parts(words, parts, [&](std::size_t begin, std::size_t end, std::size_t part) {
    std::vector<double> mine(bins + 2, 0.0);
    rows_of_words(rows, bin.size(), begin, end, [&](std::size_t row) {
      if (!std::isnan(amount[row])) mine[place_of(bin[row], bins)] += static_cast<double>(amount[row]);
    });
    sums[part] = std::move(mine);
  });
  std::vector<double> sum(bins + 2, 0.0);
  for (const auto& mine : sums)
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += mine[k];
  return sum;
}

/// Do the bars stand for jobs?
bool is_weighed(const ChartBins& bins, const std::vector<float>& jobs) {
  return bins.slot.kind == ChartKind::bars && bins.slot.jobs && jobs.size() == bins.bin.size();
}

/// Adds a value to the totals; true when it is known.
bool add_known(double& sum, float value, double sign) {
  if (std::isnan(value)) return false;
  sum += sign * static_cast<double>(value);
  return true;
}

/// The rows for which test(row) holds, among those of a set.
template <class Test>
RowSet rows_where(std::size_t size, const RowSet* among, const Test& test) {
  RowSet found(size);
  const std::size_t words = words_for(size);
  in_parts(words, parts_of(words), [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t k = begin; k < end; ++k) {
      const std::uint64_t allowed = among ? among->words()[k] : ~std::uint64_t{0};
      if (allowed == 0) continue;
      std::uint64_t word = 0;
      const std::size_t rows = std::min<std::size_t>(64, size - k * 64);
      for (std::size_t i = 0; i < rows; ++i) word |= static_cast<std::uint64_t>(test(k * 64 + i)) << i;
      found.words()[k] = word & allowed;
    }
  });
  return found;
}

}  // namespace

std::vector<double> ChartCounts::stock() const {
  std::vector<double> level(amount.size());
  double now = 0;
  for (std::size_t k = 0; k < amount.size(); ++k) {
    now += amount[k] - (k < closings.size() ? closings[k] : 0);
    level[k] = now;
  }
  return level;
}

ChartCounts count_rows(const ChartBins& bins, const RowSet* rows, const std::vector<float>& jobs) {
  ChartCounts counts;
  const std::size_t size = bins.size();
  counts.amount = count_bins(bins.bin, size, rows);
  counts.missing = counts.amount[size];
  counts.not_above_zero = counts.amount[size + 1];
  if (is_weighed(bins, jobs)) counts.amount = sum_bins(bins.bin, size, rows, jobs);
  counts.amount.resize(size);
  if (bins.slot.kind == ChartKind::years && bins.usable) {
    counts.closings = count_bins(bins.closing, size, rows);
    counts.closings.resize(size);
  }
  return counts;
}

std::optional<RowChange> change_between(const RowSet& before, const RowSet& after, std::size_t most) {
  RowChange change;
  for (std::size_t k = 0; k < after.words().size(); ++k) {
    const std::uint64_t is = after.words()[k], differs = before.words()[k] ^ is;
    for (std::uint64_t word = differs; word != 0; word &= word - 1) {
      const auto row = static_cast<std::uint32_t>(k * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      ((is >> (row % 64) & 1) != 0 ? change.came : change.gone).push_back(row);
    }
    if (change.came.size() + change.gone.size() > most) return {};
  }
  return change;
}

void follow_change(const ChartBins& bins, const RowChange& change, const std::vector<float>& jobs,
                   ChartCounts& counts) {
  if (bins.bin.empty()) return;  // the layer has no such column
  const std::size_t size = bins.size();
  const bool weighed = is_weighed(bins, jobs);
  const auto add = [&](const std::vector<std::uint32_t>& rows, double sign) {
    for (const std::uint32_t row : rows) {
      const std::uint16_t bin = bins.bin[row];
      if (bin >= size)
        (bin == ChartBins::kNotAboveZero ? counts.not_above_zero : counts.missing) += sign;
      else if (!weighed)
        counts.amount[bin] += sign;
      else
        add_known(counts.amount[bin], jobs[row], sign);
    }
    if (counts.closings.empty()) return;
    for (const std::uint32_t row : rows)
      if (bins.closing[row] < size) counts.closings[bins.closing[row]] += sign;
  };
  add(change.came, 1);
  add(change.gone, -1);
}

BarOrder order_bars(const ChartBins& bins, const ChartCounts& counts) {
  BarOrder order;
  const std::size_t named = bins.labels.size() - (bins.unnamed > 0 ? 1 : 0);
  const auto amount = [&](std::uint16_t value) { return counts.amount[value]; };
  for (std::size_t k = 0; k < std::min(named, counts.amount.size()); ++k)
    if (counts.amount[k] > 0) order.values.push_back(static_cast<std::uint16_t>(k));
  const bool rest = bins.unnamed > 0 && counts.amount.size() > named && counts.amount[named] > 0;
  const std::size_t found = order.values.size();
  const std::size_t own = rest || found > kMostBars ? std::min(found, kMostBars - 1) : found;
  std::partial_sort(order.values.begin(), order.values.begin() + static_cast<std::ptrdiff_t>(own),
                    order.values.end(), [&](std::uint16_t a, std::uint16_t b) {
                      return amount(a) != amount(b) ? amount(a) > amount(b) : a < b;
                    });
  order.values.resize(own);
  order.others = found - own + (rest ? bins.unnamed : 0);
  return order;
}

ChartCounts by_bar(const BarOrder& order, ChartCounts counts) {
  if (counts.amount.empty()) return counts;
  std::vector<double> bars;
  double rest = 0;
  for (const double amount : counts.amount) rest += amount;
  for (const std::uint16_t value : order.values) {
    bars.push_back(counts.amount[value]);
    rest -= counts.amount[value];
  }
  if (order.has_other()) bars.push_back(rest);
  counts.amount = std::move(bars);
  return counts;
}

std::vector<char> values_of_bars(const BarOrder& order, const std::vector<char>& wanted, std::size_t values) {
  const bool rest =
      order.has_other() && wanted.size() > order.values.size() && wanted[order.values.size()] != 0;
  std::vector<char> chosen(values, rest ? 1 : 0);
  for (std::size_t bar = 0; bar < order.values.size(); ++bar)
    chosen[order.values[bar]] = bar < wanted.size() ? wanted[bar] : 0;
  return chosen;
}

RowSet rows_in_bins(const ChartBins& bins, const std::vector<char>& wanted, YearsPick pick,
                    const RowSet* among) {
  std::vector<char> is_wanted(std::size_t{1} << 16, 0);
  std::copy_n(wanted.begin(), std::min(wanted.size(), bins.size()), is_wanted.begin());
  const std::size_t size = bins.bin.size();
  if (bins.slot.kind != ChartKind::years || pick == YearsPick::births)
    return rows_where(size, among, [&](std::size_t row) { return is_wanted[bins.bin[row]] != 0; });
  if (pick == YearsPick::closings)
    return rows_where(size, among, [&](std::size_t row) { return is_wanted[bins.closing[row]] != 0; });
  const auto first = std::find(is_wanted.begin(), is_wanted.end(), char{1}) - is_wanted.begin();
  auto last = static_cast<std::ptrdiff_t>(bins.size()) - 1;
  while (last > first && is_wanted[static_cast<std::size_t>(last)] == 0) --last;
  return rows_where(size, among, [&](std::size_t row) {
    return bins.bin[row] != ChartBins::kNone && bins.bin[row] <= last && bins.closing[row] >= first;
  });
}

RowSet rows_in_box(const ChartBins& bins, const std::array<double, 4>& box, const RowSet* among) {
  return rows_where(bins.places.size(), among, [&](std::size_t row) {
    const auto x = static_cast<double>(bins.places[row][0]), y = static_cast<double>(bins.places[row][1]);
    return x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3];
  });
}

Totals totals_of(const LayerNumbers& numbers, const RowSet* rows, std::size_t row_count) {
  const std::size_t words = words_for(row_count), parts = parts_of(words);
  std::vector<Totals> totals(parts);
  in_parts(words, parts, [&](std::size_t begin, std::size_t end, std::size_t part) {
    Totals mine;
    const float* jobs = numbers.jobs.size() == row_count ? numbers.jobs.data() : nullptr;
    const float* firms = numbers.firms.size() == row_count ? numbers.firms.data() : nullptr;
    rows_of_words(rows, row_count, begin, end, [&](std::size_t row) {
      ++mine.rows;
      if (firms) add_known(mine.firms, firms[row], 1);
      if (jobs && !add_known(mine.jobs, jobs[row], 1)) ++mine.without_jobs;
    });
    totals[part] = mine;
  });
  Totals sum;
  for (const Totals& mine : totals) {
    sum.rows += mine.rows;
    sum.firms += mine.firms;
    sum.jobs += mine.jobs;
    sum.without_jobs += mine.without_jobs;
  }
  if (numbers.rows_are_firms) sum.firms = static_cast<double>(sum.rows);
  return sum;
}

void follow_change(const LayerNumbers& numbers, const RowChange& change, Totals& totals) {
  const auto add = [&](const std::vector<std::uint32_t>& rows, double sign) {
    std::size_t without_jobs = 0;
    for (const std::uint32_t row : rows) {
      if (!numbers.firms.empty()) add_known(totals.firms, numbers.firms[row], sign);
      if (!numbers.jobs.empty() && !add_known(totals.jobs, numbers.jobs[row], sign)) ++without_jobs;
    }
    return without_jobs;
  };
  totals.without_jobs += add(change.came, 1);
  totals.without_jobs -= add(change.gone, -1);
  totals.rows = totals.rows + change.came.size() - change.gone.size();
  if (numbers.rows_are_firms) totals.firms = static_cast<double>(totals.rows);
}

}  // namespace agglo::viewer
