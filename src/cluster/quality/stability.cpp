// Do clusters survive other parameters, other samples, other positions?
#include <cassert>
#include <cmath>
#include <limits>

#include "agglo/cluster_quality.hpp"
#include "core/random.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

StabilityTally::StabilityTally(std::span<const std::int32_t> reference, std::int32_t count,
                               std::span<const double> weight)
    : reference_(reference.begin(), reference.end()),
      weight_(weight.begin(), weight.end()),
      members_(groups_from_labels(reference, static_cast<std::size_t>(count))),
      jaccard_sum_(static_cast<std::size_t>(count), 0),
      cluster_runs_(static_cast<std::size_t>(count), 0),
      stayed_(reference.size(), 0),
      row_runs_(reference.size(), 0) {}

void StabilityTally::add(std::span<const std::int32_t> label, std::int32_t run_count,
                         std::span<const std::uint32_t> drawn) {
  assert(label.size() == reference_.size());
  const auto weight_of = [&](std::size_t row) {
    return !drawn.empty() && drawn[row] == 0 ? 0 : (weight_.empty() ? 1 : weight_[row]);
  };
  std::vector<double> total(static_cast<std::size_t>(run_count), 0), common(total);
  for (std::size_t row = 0; row < label.size(); ++row)
    if (label[row] >= 0) total[static_cast<std::size_t>(label[row])] += weight_of(row);
  std::vector<std::int32_t> touched;
  for (std::size_t g = 0; g < members_.size(); ++g) {
    double own = 0;
    for (const std::uint32_t row : members_[g]) {
      const double w = weight_of(row);
      own += w;
      if (label[row] < 0 || w == 0) continue;
      double& held = common[static_cast<std::size_t>(label[row])];
      if (held == 0) touched.push_back(label[row]);
      held += w;
    }
    double best = 0, most = 0;
    std::int32_t majority = kNoCluster;
    for (const std::int32_t l : touched) {
      const double held = common[static_cast<std::size_t>(l)];
      best = std::max(best, held / (own + total[static_cast<std::size_t>(l)] - held));
      if (held > most || (held == most && l < majority)) {
        most = held;
        majority = l;
      }
      common[static_cast<std::size_t>(l)] = 0;
    }
    touched.clear();
    if (own > 0) {
      jaccard_sum_[g] += best;
      ++cluster_runs_[g];
    }
    for (const std::uint32_t row : members_[g]) {
      if (!drawn.empty() && drawn[row] == 0) continue;
      ++row_runs_[row];
      stayed_[row] += majority != kNoCluster && label[row] == majority ? 1U : 0U;
    }
  }
}

std::vector<double> StabilityTally::cluster_stability() const {
  std::vector<double> result(jaccard_sum_.size(), kMissing);
  for (std::size_t g = 0; g < result.size(); ++g)
    if (cluster_runs_[g] > 0) result[g] = jaccard_sum_[g] / cluster_runs_[g];
  return result;
}

std::vector<double> StabilityTally::stays() const {
  std::vector<double> result(reference_.size(), kMissing);
  for (std::size_t row = 0; row < result.size(); ++row)
    if (reference_[row] >= 0 && row_runs_[row] > 0)
      result[row] = static_cast<double>(stayed_[row]) / row_runs_[row];
  return result;
}

std::vector<std::uint32_t> bootstrap_draws(const std::vector<bool>& counts, std::uint64_t seed,
                                           std::uint64_t run_number) {
  std::vector<std::uint32_t> rows, draws(counts.size(), 0);
  for (std::size_t row = 0; row < counts.size(); ++row)
    if (counts[row]) rows.push_back(static_cast<std::uint32_t>(row));
  for (std::size_t i = 0; i < rows.size(); ++i)
    ++draws[rows[((hashed_bits(seed, run_number, i) >> 32) * rows.size()) >> 32]];
  return draws;
}

Shifts jittered(std::span<const double> radius_m, std::uint64_t seed, std::uint64_t run_number) {
  Shifts shifts{std::vector<double>(radius_m.size(), 0), std::vector<double>(radius_m.size(), 0)};
  constexpr std::uint64_t kTries = 64;  // numbers set aside for each row
  for (std::size_t row = 0; row < radius_m.size(); ++row) {
    if (!(radius_m[row] > 0)) continue;
    // A place in the square around the disc, until one lies in the disc: without sines, the same everywhere.
    for (std::uint64_t t = 0; t + 1 < kTries; t += 2) {
      const double x = 2 * hashed_uniform(seed, run_number, row * kTries + t) - 1;
      const double y = 2 * hashed_uniform(seed, run_number, row * kTries + t + 1) - 1;
      if (x * x + y * y > 1) continue;
      shifts.east_m[row] = x * radius_m[row];
      shifts.north_m[row] = y * radius_m[row];
      break;
    }
  }
  return shifts;
}

}  // namespace agglo
