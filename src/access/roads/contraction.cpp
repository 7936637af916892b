// Contraction in rounds: in each, nodes that come before all their neighbours go at the same time, so the
// order does not depend on the number of threads.
#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "access/roads/contraction_hierarchy.hpp"
#include "access/roads/node_shortcuts.hpp"
#include "access/roads/remaining_graph.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"

namespace agglo {
namespace {

using roads::Link;
using roads::NodeShortcuts;
using roads::RemainingGraph;
using roads::Shortcut;

// Fewer settled nodes make worse orders and denser graphs at the top, more take time and bring little.
constexpr std::size_t kSettledForOrder = 30, kSettledForShortcuts = 500;
/// Nodes with more neighbours than this are looked at again in one of so many rounds only: it takes long.
constexpr std::size_t kFewLinks = 5, kRoundsBetween = 6;
/// Nodes with more neighbours wait until they have fewer.
constexpr std::size_t kManyLinks = 500;
constexpr std::uint32_t kPerLevel = 500;  ///< beside thousandths of unimportance

class Contraction {
 public:
  Contraction(const RoadGraph& graph, RunControl& run)
      : run_(run),
        graph_(graph),
        scratch_(graph.node_count()),
        going_(graph.node_count(), 0),
        waits_(graph.node_count(), 0),
        touched_(graph.node_count(), 0),
        level_(graph.node_count(), 0),
        priority_(graph.node_count(), 0),
        left_(graph.node_count()),
        start_(graph.node_count()),
        count_(graph.node_count()) {
    std::iota(left_.begin(), left_.end(), 0U);
  }

  ContractionHierarchy::Parts all(const RoadGraph& graph) {
    run_.begin("hierarchy of roads", graph.node_count());
    set_priorities(left_);
    while (!left_.empty()) {
      choose();
      contract();
      renew_priorities();
      run_.advance(chosen_.size());
    }
    return hierarchy(graph.measure());
  }

 private:
  /// Among equals a hashed order, so that no chain of nodes waits for its neighbours one by one.
  bool before(std::uint32_t a, std::uint32_t b) const {
    if (priority_[a] != priority_[b]) return priority_[a] < priority_[b];
    return mixed_bits(a) < mixed_bits(b);
  }
  bool before_neighbours(std::uint32_t node) const {
    const std::span<const Link> links = graph_.links(node);
    return std::all_of(links.begin(), links.end(), [&](const Link& link) { return before(node, link.node); });
  }

  void for_each(std::size_t count, std::size_t block,
                const std::function<void(std::size_t, NodeShortcuts&)>& body) {
    RunControl part(run_, run_.threads);
    parallel_blocks(count, block, part, [&](std::size_t begin, std::size_t end, std::size_t) {
      NodeShortcuts& scratch = scratch_.local();
      for (std::size_t i = begin; i < end; ++i) body(i, scratch);
    });
  }

  void set_priorities(std::span<const std::uint32_t> nodes) {
    for_each(nodes.size(), 64, [&](std::size_t i, NodeShortcuts& scratch) {
      const std::uint32_t node = nodes[i];
      const std::size_t neighbours = graph_.links(node).size();
      if (neighbours > kManyLinks) {
        priority_[node] = 0x7fffffff;
        return;
      }
      scratch.find(graph_, going_, node, kSettledForOrder);
      priority_[node] = scratch.unimportance() + kPerLevel * level_[node];
    });
  }

  /// Takes the nodes out of left_ that are before their neighbours, also when looked at closely.
  void choose() {
    for_each(left_.size(), 4096,
             [&](std::size_t i, NodeShortcuts&) { going_[left_[i]] = before_neighbours(left_[i]); });
    candidates_.clear();
    for (const std::uint32_t node : left_)
      if (going_[node] != 0) candidates_.push_back(node);
    shortcuts_.resize(std::max(shortcuts_.size(), candidates_.size()));
    for_each(candidates_.size(), 64, [&](std::size_t i, NodeShortcuts& scratch) {
      const std::uint32_t node = candidates_[i];
      scratch.find(graph_, going_, node, kSettledForShortcuts);
      priority_[node] = scratch.unimportance() + kPerLevel * level_[node];
      shortcuts_[i].clear();
      scratch.append_to(shortcuts_[i]);
    });
    chosen_.clear();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const std::uint32_t node = candidates_[i];
      if (before_neighbours(node)) {
        shortcuts_[i].swap(shortcuts_[chosen_.size()]);
        chosen_.push_back(node);
      } else {
        going_[node] = 0;
      }
    }
    std::erase_if(left_, [&](std::uint32_t node) { return going_[node] != 0; });
  }

  void contract() {
    changed_.clear();
    for (const std::uint32_t node : chosen_) {
      start_[node] = static_cast<std::uint32_t>(arcs_.size());
      for (const Link& link : graph_.links(node)) {
        arcs_.push_back({link.node, link.out, link.in});
        if (level_[link.node] <= level_[node]) {
          priority_[link.node] += kPerLevel * (level_[node] + 1 - level_[link.node]);
          level_[link.node] = level_[node] + 1;
        }
        if (touched_[link.node] == 0) changed_.push_back(link.node);
        touched_[link.node] = 1;
      }
      count_[node] = static_cast<std::uint32_t>(arcs_.size()) - start_[node];
      graph_.clear(node);
    }
    for (const std::uint32_t node : changed_) {
      graph_.remove_marked(node, going_);
      touched_[node] = 0;
    }
    for (std::size_t i = 0; i < chosen_.size(); ++i)
      for (const auto& [from, link] : shortcuts_[i]) {
        graph_.join(from, link);
        graph_.join(link.node, {from, link.in, link.out, link.in_hops, link.out_hops});
        added_ += static_cast<std::size_t>(link.out != kUnreached) + (link.in != kUnreached);
      }
    for (const std::uint32_t node : chosen_) going_[node] = 0;
  }

  /// Of the nodes whose neighbours went. A priority that is out of date delays a node or, as all are looked
  /// at closely before they go, makes it a candidate in vain.
  void renew_priorities() {
    ++round_;
    for (const std::uint32_t node : changed_) {
      if (waits_[node] == 0) waiting_.push_back(node);
      waits_[node] = 1;
    }
    due_.clear();
    std::erase_if(waiting_, [&](std::uint32_t node) {
      if (graph_.links(node).size() > kFewLinks && (mixed_bits(node) + round_) % kRoundsBetween != 0)
        return false;
      waits_[node] = 0;
      due_.push_back(node);
      return true;
    });
    set_priorities(due_);
  }

  ContractionHierarchy::Parts hierarchy(RoadMeasure measure) {
    ContractionHierarchy::Parts parts;
    parts.measure = measure;
    parts.shortcuts = added_;
    parts.arcs.reserve(arcs_.size());
    parts.start.reserve(count_.size() + 1);
    for (std::size_t node = 0; node < count_.size(); ++node) {
      const auto begin = arcs_.begin() + start_[node];
      parts.arcs.insert(parts.arcs.end(), begin, begin + count_[node]);
      parts.start.push_back(static_cast<std::uint32_t>(parts.arcs.size()));
    }
    return parts;
  }

  RunControl& run_;
  RemainingGraph graph_;
  tbb::enumerable_thread_specific<NodeShortcuts> scratch_;
  std::vector<char> going_, waits_, touched_;
  std::vector<std::uint32_t> level_, priority_;
  std::vector<std::uint32_t> left_, candidates_, chosen_;  ///< nodes: not contracted, of this round
  std::vector<std::uint32_t> changed_;                     ///< nodes beside those that went
  std::vector<std::uint32_t> waiting_, due_;               ///< to be looked at again; of them, now
  std::uint64_t round_ = 0;
  std::vector<std::vector<Shortcut>> shortcuts_;  ///< of each candidate, then of each chosen node
  std::vector<UpArc> arcs_;                       ///< of contracted nodes, in the order they went
  std::vector<std::uint32_t> start_, count_;      ///< in arcs_, by node
  std::size_t added_ = 0;
};

}  // namespace

ContractionHierarchy::ContractionHierarchy(const RoadGraph& graph, RunControl& run)
    : parts_(std::make_unique<Parts>(Contraction(graph, run).all(graph))) {}
ContractionHierarchy::~ContractionHierarchy() = default;
ContractionHierarchy::ContractionHierarchy(ContractionHierarchy&&) noexcept = default;

RoadMeasure ContractionHierarchy::measure() const {
  return parts_->measure;
}
std::uint32_t ContractionHierarchy::node_count() const {
  return parts_->node_count();
}
std::size_t ContractionHierarchy::shortcut_count() const {
  return parts_->shortcuts;
}

}  // namespace agglo
