#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "access/roads/road_pieces.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kNoNumber = 0xffffffff;

/// One node of every island, that of the island with most nodes first.
std::vector<std::uint32_t> island_roots(const RoadPieces& pieces, const PiecesAtNodes& at) {
  std::vector<bool> seen(pieces.node_count, false);
  std::vector<std::pair<std::size_t, std::uint32_t>> islands;  // size, root
  std::vector<std::uint32_t> queue;
  for (std::uint32_t root = 0; root < pieces.node_count; ++root) {
    if (seen[root] || at[root].empty()) continue;
    queue.assign(1, root);
    seen[root] = true;
    for (std::size_t k = 0; k < queue.size(); ++k)
      for (const std::uint32_t p : at[queue[k]])
        if (const std::uint32_t next = other_end(pieces.pieces[p], queue[k]); !seen[next]) {
          seen[next] = true;
          queue.push_back(next);
        }
    islands.emplace_back(queue.size(), root);
  }
  std::stable_sort(islands.begin(), islands.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::uint32_t> roots;
  for (const auto& [size, root] : islands) roots.push_back(root);
  return roots;
}

/// A node on the way of a depth-first search and the next of its pieces to follow.
struct Visit {
  std::uint32_t node, next;
};

void number_depth_first(const RoadPieces& pieces, const PiecesAtNodes& at, std::uint32_t root,
                        std::vector<std::uint32_t>& number, std::uint32_t& count) {
  std::vector<Visit> path{{root, 0}};
  number[root] = count++;
  while (!path.empty()) {
    Visit& top = path.back();
    if (top.next == at[top.node].size()) {
      path.pop_back();
      continue;
    }
    const std::uint32_t next = other_end(pieces.pieces[at[top.node][top.next++]], top.node);
    if (number[next] != kNoNumber) continue;
    number[next] = count++;
    path.push_back({next, 0});
  }
}

bool leads_from(const RoadPiece& piece, std::uint32_t node) {
  return !std::isnan(piece.from == node ? piece.forward_s : piece.backward_s);
}

/// Tarjan's algorithm (1972) with a path of its own instead of recursion.
class ComponentSearch {
 public:
  ComponentSearch(const RoadPieces& pieces, const PiecesAtNodes& at)
      : pieces_(pieces),
        at_(at),
        seen_(pieces.node_count, kNoNumber),
        low_(pieces.node_count),
        of_node_(pieces.node_count, kNoNumber) {}

  void from(std::uint32_t root) {
    if (seen_[root] != kNoNumber) return;
    enter(root);
    while (!path_.empty()) {
      Visit& top = path_.back();
      if (top.next < at_[top.node].size()) {
        follow(top);
      } else {
        const std::uint32_t node = top.node;
        path_.pop_back();
        if (low_[node] == seen_[node]) close(node);
        if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
      }
    }
  }

  std::vector<std::uint32_t> of_node() && { return std::move(of_node_); }
  std::uint32_t count() const { return components_; }

 private:
  void enter(std::uint32_t node) {
    seen_[node] = low_[node] = visited_++;
    open_.push_back(node);
    path_.push_back({node, 0});
  }

  void follow(Visit& top) {
    const std::uint32_t node = top.node;
    const RoadPiece& piece = pieces_.pieces[at_[node][top.next++]];
    if (!leads_from(piece, node)) return;
    const std::uint32_t next = other_end(piece, node);
    if (seen_[next] == kNoNumber)
      enter(next);
    else if (of_node_[next] == kNoNumber)
      low_[node] = std::min(low_[node], seen_[next]);
  }

  void close(std::uint32_t root) {
    for (std::uint32_t node = kNoNumber; node != root;) {
      node = open_.back();
      open_.pop_back();
      of_node_[node] = components_;
    }
    ++components_;
  }

  const RoadPieces& pieces_;
  const PiecesAtNodes& at_;
  std::vector<std::uint32_t> seen_, low_, of_node_, open_;
  std::vector<Visit> path_;
  std::uint32_t visited_ = 0, components_ = 0;
};

}  // namespace

void put_in_order(RoadPieces& pieces, RunControl& run) {
  const PiecesAtNodes at(pieces);
  std::vector<std::uint32_t> number(pieces.node_count, kNoNumber);
  std::uint32_t count = 0;
  run.begin("order nodes");
  for (const std::uint32_t root : island_roots(pieces, at)) {
    run.check();
    number_depth_first(pieces, at, root, number, count);
  }
  pieces.node_count = count;
  for (RoadPiece& piece : pieces.pieces) {
    piece.from = number[piece.from];
    piece.to = number[piece.to];
  }
  with_threads(run, [&] {
    tbb::parallel_sort(pieces.pieces.begin(), pieces.pieces.end(),
                       [](const RoadPiece& a, const RoadPiece& b) {
                         const auto first = std::minmax(a.from, a.to), second = std::minmax(b.from, b.to);
                         if (first.first != second.first) return first.first < second.first;
                         if (first.second != second.second) return first.second < second.second;
                         return a.begin < b.begin;
                       });
  });
}

StrongComponents strong_components(const RoadPieces& pieces, RunControl& run) {
  const PiecesAtNodes at(pieces);
  run.begin("find connected roads");
  ComponentSearch search(pieces, at);
  for (std::uint32_t root = 0; root < pieces.node_count; ++root) search.from(root);
  run.check();
  StrongComponents result;
  std::vector<std::uint32_t> sizes(search.count(), 0), lowest(search.count(), kNoNumber);
  result.of_node = std::move(search).of_node();
  for (std::uint32_t node = 0; node < pieces.node_count; ++node) {
    const std::uint32_t component = result.of_node[node];
    ++sizes[component];
    lowest[component] = std::min(lowest[component], node);
  }
  std::vector<std::uint32_t> order(sizes.size()), rank(sizes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : lowest[a] < lowest[b];
  });
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = k;
    result.node_count.push_back(sizes[order[k]]);
  }
  for (std::uint32_t& component : result.of_node) component = rank[component];
  return result;
}

}  // namespace agglo
