#include "cluster/hdbscan/boruvka.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "cluster/disjoint_sets.hpp"
#include "cluster/hdbscan/nearest_foreign.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kLeafBlock = 256, kSiteBlock = kLeafBlock * kLeafSites;

/// A site's first edge leads to one with a lower (core distance, number) inside its core distance: no edge of
/// the site is shorter, and such edges cannot close a ring. Sites without one are the first components.
/// Later rounds join components to their nearest. Where several edges of a component are shortest, any will
/// do as long as rings are refused: the edges of a ring of such choices are all of one length.
template <int D>
class Boruvka {
 public:
  Boruvka(const CurveSites<D>& sites, const PackedTree<D>& tree, const LargeArray<double>& core2,
          RunControl& run)
      : run_(run),
        state_{sites, tree, core2, {}, LargeArray<std::uint32_t>(core2.size()), {}, {}, {}, kMixed},
        edges_(sites.size - 1) {}

  LargeArray<SiteEdge> edges() {
    run_.begin("spanning tree, round 1", state_.sites.size);
    follow_cores();
    number_components();
    prepare_search();
    for (int round = 2; sizes_.size() > 1; ++round) {
      run_.begin("spanning tree, round " + std::to_string(round), 2 * state_.tree.levels[0].count);
      mark_nodes();
      start_bounds();
      std::vector<Candidate> least(sizes_.size(), Candidate{kInfinity, 0, 0});
      search(least, find_edges_nearby<D>);
      search(least, find_least_edges<D>);
      join(least);
    }
    return std::move(edges_);
  }

 private:
  using Search = void (*)(RoundState<D>&, std::size_t, std::size_t, std::vector<Candidate>&);

  /// A site near on the curve with a lower (core distance, number) and inside the core distance, or itself.
  std::uint32_t lower_neighbour(std::size_t site) const {
    const double core2 = state_.core2[site];
    const std::size_t leaf = site / kLeafSites;
    for (const std::size_t other : {leaf, leaf + 1, leaf - 1}) {
      if (other >= state_.sites.leaves()) continue;
      for (std::size_t i = other * kLeafSites; i < (other + 1) * kLeafSites; ++i) {
        if (state_.core2[i] > core2 || (state_.core2[i] == core2 && i >= site)) continue;
        double distance2 = 0;
        for (std::size_t axis = 0; axis < D; ++axis) {
          const double gap = state_.sites.at[axis][i] - state_.sites.at[axis][site];
          distance2 += gap * gap;
        }
        if (distance2 <= core2) return static_cast<std::uint32_t>(i);
      }
    }
    return static_cast<std::uint32_t>(site);
  }

  void add_edge(std::size_t at, double distance2, std::uint32_t a, std::uint32_t b) {
    edges_[at] = {std::sqrt(distance2), std::min(a, b), std::max(a, b)};
  }

  /// component: the lower neighbour of each site. first_root_: sites without one before each block.
  void follow_cores() {
    const std::size_t n = state_.sites.size;
    first_root_.assign((n + kSiteBlock - 1) / kSiteBlock + 1, 0);
    parallel_blocks(n, kSiteBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::uint32_t roots = 0;
      for (std::size_t site = begin; site < end; ++site) {
        state_.component[site] = lower_neighbour(site);
        roots += state_.component[site] == site ? 1U : 0U;
      }
      first_root_[block + 1] = roots;
    });
    for (std::size_t block = 1; block < first_root_.size(); ++block)
      first_root_[block] += first_root_[block - 1];
    joined_ = n - first_root_.back();
    parallel_blocks(n, kSiteBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::size_t next = begin - first_root_[block];
      for (std::size_t site = begin; site < end; ++site)
        if (state_.component[site] != site)
          add_edge(next++, state_.core2[site], static_cast<std::uint32_t>(site), state_.component[site]);
    });
  }

  /// Turns lower neighbours into numbers of components, by their roots.
  void number_components() {
    const std::size_t n = state_.sites.size;
    LargeArray<std::uint32_t> number(n);
    parallel_blocks(n, kSiteBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::uint32_t next = first_root_[block];
      for (std::size_t site = begin; site < end; ++site)
        number[site] = state_.component[site] == site ? next++ : kMixed;
    });
    // Each site looks up the number at its root; those found on the way save others the rest of it. Either
    // way they find the same.
    const auto known = [&](std::size_t site) { return std::atomic_ref<std::uint32_t>(number[site]); };
    parallel_blocks(n, kSiteBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t site = begin; site < end; ++site) {
        std::size_t at = site;
        std::uint32_t found;
        while ((found = known(at).load(std::memory_order_relaxed)) == kMixed) at = state_.component[at];
        for (at = site; known(at).load(std::memory_order_relaxed) == kMixed; at = state_.component[at])
          known(at).store(found, std::memory_order_relaxed);
      }
    });
    sizes_.assign(first_root_.back(), 0);
    for (std::size_t site = 0; site < n; ++site) ++sizes_[number[site]];
    std::copy(number.begin(), number.end(), state_.component.begin());
    std::fill(state_.component.begin() + n, state_.component.end(), 0U);
  }

  void prepare_search() {
    if (sizes_.size() == 1) return;
    const std::size_t n = state_.sites.size;
    state_.reached2 = LargeArray<float>(n);
    parallel_blocks(n, kSiteBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t site = begin; site < end; ++site) {
        const double core2 = std::min(state_.core2[site], 1e38);
        const auto rounded = static_cast<float>(core2);
        state_.reached2[site] =
            static_cast<double>(rounded) > core2 ? std::nextafter(rounded, 0.0F) : rounded;
      }
    });
    for (const auto& level : state_.tree.levels) {
      state_.node_core2.emplace_back((level.count + kFanOut - 1) / kFanOut * kFanOut, kInfinity);
      state_.node_component.emplace_back(level.count);
    }
    for (std::size_t leaf = 0; leaf < state_.tree.levels[0].count; ++leaf) {
      const double* core2 = state_.core2.data() + leaf * kLeafSites;
      state_.node_core2[0][leaf] = *std::min_element(core2, core2 + kLeafSites);
    }
    reduce_up(state_.tree, state_.node_core2, [](double a, double b) { return std::min(a, b); });
  }

  void mark_nodes() {
    parallel_blocks(state_.tree.levels[0].count, 16 * kLeafBlock, run_,
                    [&](std::size_t begin, std::size_t end, std::size_t) {
                      for (std::size_t leaf = begin; leaf < end; ++leaf) {
                        const std::size_t first = leaf * kLeafSites,
                                          last = std::min(state_.sites.size, first + kLeafSites);
                        std::uint32_t only = state_.component[first];
                        for (std::size_t site = first + 1; site < last; ++site)
                          if (state_.component[site] != only) only = kMixed;
                        state_.node_component[0][leaf] = only;
                      }
                    });
    reduce_up(state_.tree, state_.node_component,
              [](std::uint32_t a, std::uint32_t b) { return a == b ? a : kMixed; });
  }

  void start_bounds() {
    state_.bound2 = std::make_unique<std::atomic<double>[]>(sizes_.size());
    for (std::size_t c = 0; c < sizes_.size(); ++c)
      state_.bound2[c].store(std::numeric_limits<double>::max(), std::memory_order_relaxed);
    // All others reach out, so the largest need not: it would be most of the work.
    state_.resting =
        static_cast<std::uint32_t>(std::max_element(sizes_.begin(), sizes_.end()) - sizes_.begin());
  }

  /// Lowers `least` by component, ties to the lowest `from`, then to the first found.
  void search(std::vector<Candidate>& least, Search find) {
    const std::size_t leaves = state_.tree.levels[0].count;
    std::vector<std::vector<Candidate>> found((leaves + kLeafBlock - 1) / kLeafBlock);
    parallel_blocks(leaves, kLeafBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      find(state_, begin, end, found[block]);
    });
    for (const auto& block : found)
      for (const Candidate& candidate : block) {
        Candidate& best = least[state_.component[candidate.from]];
        if (candidate.distance2 < best.distance2 ||
            (candidate.distance2 == best.distance2 && candidate.from < best.from))
          best = candidate;
      }
  }

  void join(const std::vector<Candidate>& least) {
    DisjointSets components(sizes_.size());
    for (std::size_t c = 0; c < least.size(); ++c) {
      if (c % kSiteBlock == 0) run_.check();
      const Candidate& edge = least[c];
      if (edge.distance2 == kInfinity) continue;
      if (components.join(state_.component[edge.from], state_.component[edge.to]))
        add_edge(joined_++, edge.distance2, edge.from, edge.to);
    }
    std::vector<std::uint32_t> number = std::move(components).roots();  // of the lower ones numbers already
    std::vector<std::size_t> sizes;
    for (std::uint32_t c = 0; c < number.size(); ++c) {
      if (number[c] == c) {
        number[c] = static_cast<std::uint32_t>(sizes.size());
        sizes.push_back(0);
      } else {
        number[c] = number[number[c]];
      }
      sizes[number[c]] += sizes_[c];
    }
    sizes_ = std::move(sizes);
    parallel_blocks(state_.sites.size, 16 * kSiteBlock, run_,
                    [&](std::size_t begin, std::size_t end, std::size_t) {
                      for (std::size_t site = begin; site < end; ++site)
                        state_.component[site] = number[state_.component[site]];
                    });
  }

  RunControl& run_;
  RoundState<D> state_;
  LargeArray<SiteEdge> edges_;
  std::size_t joined_ = 0;                 // edges found
  std::vector<std::uint32_t> first_root_;  // by block of sites
  std::vector<std::size_t> sizes_;         // sites by component
};

}  // namespace

template <int D>
LargeArray<SiteEdge> shortest_tree(const CurveSites<D>& sites, const PackedTree<D>& tree,
                                   const LargeArray<double>& core2, RunControl& run) {
  return Boruvka<D>(sites, tree, core2, run).edges();
}

template LargeArray<SiteEdge> shortest_tree<2>(const CurveSites<2>&, const PackedTree<2>&,
                                               const LargeArray<double>&, RunControl&);
template LargeArray<SiteEdge> shortest_tree<3>(const CurveSites<3>&, const PackedTree<3>&,
                                               const LargeArray<double>&, RunControl&);

}  // namespace agglo::density
