// Brute force from the definitions, sharing no code with the library: quadratic or worse, for small inputs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "agglo/clustering.hpp"

namespace oracle {

struct Points {
  std::vector<double> x, y, z, weight;
  std::size_t size() const { return x.size(); }
  agglo::PointView view() const { return {x, y, z, weight}; }
  double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }
  double distance2(std::size_t i, std::size_t j) const {
    const double dx = x[i] - x[j], dy = y[i] - y[j], dz = z.empty() ? 0 : z[i] - z[j];
    return z.empty() ? dx * dx + dy * dy : dz * dz + dy * dy + dx * dx;
  }
  bool located(std::size_t i) const { return !std::isnan(x[i]) && !std::isnan(y[i]); }
  void add(double px, double py) {
    x.push_back(px);
    y.push_back(py);
  }
};

struct Random {
  explicit Random(std::uint64_t seed) : engine(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine() % n; }
  double uniform(double lo, double hi) {
    return lo + (hi - lo) * static_cast<double>(engine() >> 11) * 0x1p-53;
  }
  std::mt19937_64 engine;
};

/// The least eps whose square, in double, reaches d2.
inline double least_eps(double d2) {
  double eps = std::sqrt(d2);
  if (std::isinf(eps)) return eps;
  while (eps > 0 && eps * eps >= d2) eps = std::nextafter(eps, 0.0);
  while (eps * eps < d2) eps = std::nextafter(eps, std::numeric_limits<double>::infinity());
  return eps;
}

inline Points permuted(const Points& points, const std::vector<std::size_t>& order) {
  Points result;
  for (const std::size_t i : order) {
    result.add(points.x[i], points.y[i]);
    if (!points.z.empty()) result.z.push_back(points.z[i]);
    if (!points.weight.empty()) result.weight.push_back(points.weight[i]);
  }
  return result;
}

inline std::vector<std::size_t> shuffled_order(std::size_t n, Random& random) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

inline void number_in_row_order(std::vector<std::int32_t>& label) {
  std::map<std::int32_t, std::int32_t> number;
  for (std::int32_t& l : label)
    if (l >= 0) l = number.emplace(l, static_cast<std::int32_t>(number.size())).first->second;
}

/// The first contradiction between a labelling and the definition of DBSCAN, or "".
inline std::string dbscan_fault(const Points& points, const agglo::DbscanOptions& options,
                                const agglo::Clusters& found) {
  const std::size_t n = points.size();
  const double eps2 = options.eps_m * options.eps_m;
  if (found.label.size() != n || found.role.size() != n) return "wrong number of labels";
  std::vector<bool> core(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    if (!points.located(i)) continue;
    double weight = 0;
    for (std::size_t j = 0; j < n; ++j)
      if (points.located(j) && points.distance2(i, j) <= eps2) weight += points.weight_of(j);
    core[i] = weight >= options.min_points;
  }
  std::vector<std::int32_t> label(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    if (!core[i] || label[i] >= 0) continue;
    std::vector<std::size_t> open{i};
    label[i] = static_cast<std::int32_t>(i);
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (std::size_t j = 0; j < n; ++j)
        if (core[j] && label[j] < 0 && points.distance2(at, j) <= eps2) {
          label[j] = static_cast<std::int32_t>(i);
          open.push_back(j);
        }
    }
  }
  std::vector<agglo::PointRole> role(n, agglo::PointRole::noise);
  for (std::size_t i = 0; i < n; ++i) {
    if (!points.located(i)) role[i] = agglo::PointRole::unlocated;
    if (core[i]) role[i] = agglo::PointRole::core;
    if (core[i] || !points.located(i)) continue;
    std::size_t nearest = n;
    const auto key = [&](std::size_t j) {
      return std::tuple(points.distance2(i, j), points.x[j], points.y[j], points.z.empty() ? 0 : points.z[j]);
    };
    for (std::size_t j = 0; j < n; ++j)
      if (core[j] && points.distance2(i, j) <= eps2 && (nearest == n || key(j) < key(nearest))) nearest = j;
    if (nearest == n) continue;
    label[i] = label[nearest];
    role[i] = agglo::PointRole::border;
  }
  number_in_row_order(label);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string row = "row " + std::to_string(i);
    if (role[i] != found.role[i])
      return row + " is " + agglo::to_string(found.role[i]) + ", not " + agglo::to_string(role[i]);
    if (label[i] != found.label[i])
      return row + " has label " + std::to_string(found.label[i]) + ", not " + std::to_string(label[i]);
  }
  if (found.count != (n ? *std::max_element(label.begin(), label.end()) + 1 : 0)) return "wrong count";
  return "";
}

/// Mutual reachability of all pairs; the diagonal holds the core distances. Unweighted.
inline std::vector<std::vector<double>> reachability(const Points& points, std::size_t min_points) {
  const std::size_t n = points.size();
  std::vector<std::vector<double>> m(n, std::vector<double>(n));
  std::vector<double> core(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) m[i][j] = std::sqrt(points.distance2(i, j));
    std::vector<double> sorted = m[i];
    std::sort(sorted.begin(), sorted.end());
    core[i] = sorted[min_points - 1];
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m[i][j] = std::max({m[i][j], core[i], core[j]});
  return m;
}

/// Edge lengths of a minimum spanning tree over `rows` (Prim), ascending.
inline std::vector<double> prim(const std::vector<std::vector<double>>& m,
                                const std::vector<std::size_t>& rows) {
  std::vector<double> best(rows.size(), std::numeric_limits<double>::infinity()), lengths;
  std::vector<bool> in(rows.size(), false);
  std::size_t at = 0;
  for (std::size_t step = 1; step < rows.size(); ++step) {
    in[at] = true;
    std::size_t next = rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (in[i]) continue;
      best[i] = std::min(best[i], m[rows[at]][rows[i]]);
      if (next == rows.size() || best[i] < best[next]) next = i;
    }
    lengths.push_back(best[next]);
    at = next;
  }
  std::sort(lengths.begin(), lengths.end());
  return lengths;
}

/// HDBSCAN* by taking the graph apart level by level, top down.
class Hdbscan {
 public:
  Hdbscan(const Points& points, std::size_t min_size, std::size_t min_points)
      : m_(reachability(points, min_points)), min_size_(min_size) {
    floor_ = std::numeric_limits<double>::infinity();
    for (const auto& row : m_)
      for (const double d : row)
        if (d > 0) floor_ = std::min(floor_, d);
    if (std::isinf(floor_)) floor_ = 1;
    std::vector<std::size_t> all(points.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    owner_.assign(points.size(), 0);
    leaves_.assign(points.size(), 0);
    split(all, add(0, 0, all.size()));
  }

  /// With merge_below, each chosen cluster gives way to its nearest ancestor that appears at that distance or
  /// above, as far as the root and max_size let it; the root then holds what is connected within it.
  std::vector<std::int32_t> labels(bool leaf, bool allow_root, double merge_below = 0,
                                   std::size_t max_size = std::numeric_limits<std::size_t>::max()) const {
    const std::size_t n = clusters_.size();
    std::vector<bool> chosen(n, false);
    const auto may_be = [&](std::size_t c) { return (c > 0 || allow_root) && clusters_[c].size <= max_size; };
    std::vector<double> value(n);
    for (std::size_t c = n; c-- > 0;) {
      double below = 0;
      bool parent = false;
      for (std::size_t k = c + 1; k < n; ++k)
        if (clusters_[k].parent == c) below += value[k], parent = true;
      const bool inner = clusters_[c].size > max_size || (parent && below > clusters_[c].stability);
      chosen[c] = (leaf ? !parent : !inner) && may_be(c);
      value[c] = inner ? below : clusters_[c].stability;
    }
    std::vector<bool> merged(n, false);
    for (std::size_t c = 0; c < n; ++c) {
      if (!chosen[c] || has_chosen_around(chosen, c)) continue;
      std::size_t at = c;
      while (at > 0 && merge_below > 1 / clusters_[at].birth && may_be(clusters_[at].parent))
        at = clusters_[at].parent;
      merged[at] = true;
    }
    std::vector<std::int32_t> label(owner_.size(), -1);
    for (std::size_t i = 0; i < label.size(); ++i)
      for (std::size_t c = owner_[i];; c = clusters_[c].parent) {
        if (merged[c]) label[i] = static_cast<std::int32_t>(c);  // the outermost chosen one wins
        if (c == 0) break;
      }
    for (std::size_t i = 0; i < label.size(); ++i)
      if (label[i] == 0 && merge_below > 0 && leaves_[i] > merge_below) label[i] = -1;
    number_in_row_order(label);
    return label;
  }
  std::size_t cluster_count() const { return clusters_.size(); }

 private:
  struct Cluster {
    std::size_t parent, size;
    double birth, stability;
  };
  std::size_t add(std::size_t parent, double birth, std::size_t size) {
    clusters_.push_back({parent, size, birth, 0});
    return clusters_.size() - 1;
  }
  bool has_chosen_around(const std::vector<bool>& chosen, std::size_t c) const {
    while (c > 0)
      if (chosen[c = clusters_[c].parent]) return true;
    return false;
  }
  void split(std::vector<std::size_t> members, std::size_t c) {
    for (;;) {
      double level = members.size() == 1 ? m_[members[0]][members[0]] : prim(m_, members).back();
      const double density = 1 / std::max(level, floor_);
      std::vector<std::vector<std::size_t>> large;
      std::vector<bool> seen(m_.size(), false);
      std::size_t left = members.size();
      for (const std::size_t i : members) {
        if (seen[i] || !(m_[i][i] < level)) continue;
        std::vector<std::size_t> part{i};
        seen[i] = true;
        for (std::size_t k = 0; k < part.size(); ++k)
          for (const std::size_t j : members)
            if (!seen[j] && m_[part[k]][j] < level) seen[j] = true, part.push_back(j);
        if (part.size() >= min_size_) large.push_back(part), left -= part.size();
      }
      for (const std::size_t i : members) owner_[i] = c, leaves_[i] = level;
      clusters_[c].stability += static_cast<double>(left) * (density - clusters_[c].birth);
      if (large.empty()) return;
      if (large.size() == 1) {
        members = large[0];
        continue;
      }
      for (auto& part : large)
        clusters_[c].stability += static_cast<double>(part.size()) * (density - clusters_[c].birth);
      for (auto& part : large) split(part, add(c, density, part.size()));
      return;
    }
  }

  std::vector<std::vector<double>> m_;
  std::size_t min_size_;
  double floor_;
  std::vector<Cluster> clusters_;
  std::vector<std::size_t> owner_;
  std::vector<double> leaves_;
};

}  // namespace oracle
