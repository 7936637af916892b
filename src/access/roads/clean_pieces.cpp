#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "access/roads/road_pieces.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

void drop_marked(RoadPieces& pieces, const std::vector<bool>& drop) {
  std::size_t kept = 0;
  for (std::size_t p = 0; p < drop.size(); ++p)
    if (!drop[p]) pieces.pieces[kept++] = pieces.pieces[p];
  pieces.pieces.resize(kept);
}

std::string from_sample(const RoadLines& lines, const RoadPiece& piece) {
  const std::uint32_t point = lines.point[piece.begin];
  return place_sample(lines.x[point], lines.y[point]);
}

std::uint8_t joinable(const RoadWays& ways, std::size_t way) {
  return ways.joinable.empty() ? 1 : ways.joinable[way];
}

/// Whether the piece is as good as nothing beside the other, which lies on the same points.
bool is_beaten(double other_s, double own_s) {
  return std::isnan(own_s) || other_s <= own_s;
}

bool is_duplicate(const RoadWays& ways, const RoadLines& lines, const RoadPiece& kept,
                  const RoadPiece& piece) {
  if (piece.end - piece.begin != kept.end - kept.begin) return false;
  if (joinable(ways, lines.way[kept.line]) != joinable(ways, lines.way[piece.line])) return false;
  const auto begin = lines.point.begin() + static_cast<std::ptrdiff_t>(piece.begin),
             end = lines.point.begin() + static_cast<std::ptrdiff_t>(piece.end) + 1;
  const auto kept_begin = lines.point.begin() + static_cast<std::ptrdiff_t>(kept.begin),
             kept_end = lines.point.begin() + static_cast<std::ptrdiff_t>(kept.end) + 1;
  if (std::equal(begin, end, kept_begin))
    return is_beaten(kept.forward_s, piece.forward_s) && is_beaten(kept.backward_s, piece.backward_s);
  return std::equal(begin, end, std::make_reverse_iterator(kept_end)) &&
         is_beaten(kept.backward_s, piece.forward_s) && is_beaten(kept.forward_s, piece.backward_s);
}

}  // namespace

void drop_duplicates(const RoadWays& ways, const RoadLines& lines, RoadPieces& pieces, RunControl& run,
                     NetworkNotes& notes) {
  std::vector<RoadPiece>& all = pieces.pieces;
  std::vector<std::uint32_t> order(all.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto ends = [&](std::uint32_t p) {
    return std::pair(std::min(all[p].from, all[p].to), std::max(all[p].from, all[p].to));
  };
  run.begin("find double roads");
  with_threads(run, [&] {
    tbb::parallel_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto first = ends(a), second = ends(b);
      return first != second ? first < second : a < b;
    });
  });
  std::vector<bool> drop(all.size(), false);
  for (std::size_t begin = 0, after = 0; begin < order.size(); begin = after) {
    const auto same = ends(order[begin]);
    for (after = begin + 1; after < order.size() && ends(order[after]) == same;) ++after;
    for (std::size_t i = begin; i < after; ++i)
      for (std::size_t j = begin; j < after && !drop[order[i]]; ++j)
        if (i != j && !drop[order[j]] && is_duplicate(ways, lines, all[order[j]], all[order[i]]) &&
            (j < i || !is_duplicate(ways, lines, all[order[i]], all[order[j]])))
          drop[order[i]] = true;
  }
  for (std::size_t p = 0; p < all.size(); ++p)
    if (drop[p])
      notes.add("duplicate_edges", "roads on the same vertices as another that is as fast; left out",
                way_sample(ways, lines.way[all[p].line]));
  drop_marked(pieces, drop);
}

namespace {

/// A dead end: its pieces from the tip to a junction.
struct Stub {
  std::uint32_t junction;
  std::vector<std::uint32_t> pieces;
};

/// The dead end at a tip when it is shorter than `stub_m` and hangs on a junction; else without pieces.
Stub stub_at(std::uint32_t tip, const RoadWays& ways, const RoadLines& lines, double stub_m,
             const RoadPieces& pieces, const PiecesAtNodes& at) {
  Stub stub{tip, {}};
  double length_m = 0;
  std::uint32_t piece = at[tip][0];
  for (;;) {
    stub.pieces.push_back(piece);
    length_m += pieces.pieces[piece].length_m;
    stub.junction = other_end(pieces.pieces[piece], stub.junction);
    const bool goes_on = cut_bits(ways, lines, pieces.pieces[piece]) != 0;
    if (goes_on || length_m >= stub_m || at[stub.junction].size() == 1) return {};
    if (at[stub.junction].size() > 2) return stub;
    piece = at[stub.junction][at[stub.junction][0] == piece ? 1 : 0];
  }
}

}  // namespace

void drop_stubs(const RoadWays& ways, const RoadLines& lines, double stub_m, RoadPieces& pieces,
                RunControl& run, NetworkNotes& notes) {
  const PiecesAtNodes at(pieces);
  std::vector<bool> drop(pieces.pieces.size(), false);
  std::vector<Stub> stubs;
  run.begin("find dead ends");
  for (std::uint32_t tip = 0; tip < pieces.node_count; ++tip) {
    if (tip % 65536 == 0) run.check();
    if (at[tip].size() != 1) continue;
    Stub stub = stub_at(tip, ways, lines, stub_m, pieces, at);
    if (stub.pieces.empty()) continue;
    for (const std::uint32_t p : stub.pieces) drop[p] = true;
    stubs.push_back(std::move(stub));
  }
  // A junction of nothing but dead ends is an island, for which there is a rule of its own.
  std::vector<const Stub*> whole;
  for (const Stub& stub : stubs) {
    const auto roads = at[stub.junction];
    if (std::all_of(roads.begin(), roads.end(), [&](std::uint32_t p) { return drop[p]; }))
      whole.push_back(&stub);
    else
      notes.add("stubs", "dead ends shorter than the least length; left out",
                from_sample(lines, pieces.pieces[stub.pieces.front()]));
  }
  for (const Stub* stub : whole)
    for (const std::uint32_t p : stub->pieces) drop[p] = false;
  drop_marked(pieces, drop);
}

void drop_islands(const RoadLines& lines, std::uint32_t smallest, RoadPieces& pieces, RunControl& run,
                  NetworkNotes& notes) {
  const PiecesAtNodes at(pieces);
  std::vector<bool> seen(pieces.node_count, false), drop(pieces.pieces.size(), false);
  std::vector<std::uint32_t> island;
  run.begin("find islands");
  for (std::uint32_t root = 0; root < pieces.node_count; ++root) {
    if (seen[root] || at[root].empty()) continue;
    if (root % 65536 == 0) run.check();
    island.assign(1, root);
    seen[root] = true;
    for (std::size_t k = 0; k < island.size(); ++k)
      for (const std::uint32_t p : at[island[k]])
        if (const std::uint32_t next = other_end(pieces.pieces[p], island[k]); !seen[next]) {
          seen[next] = true;
          island.push_back(next);
        }
    if (island.size() >= smallest) continue;
    for (const std::uint32_t node : island)
      for (const std::uint32_t p : at[node]) drop[p] = true;
    notes.add("small_islands", "roads of few nodes without connection to the others; left out",
              from_sample(lines, pieces.pieces[at[root][0]]));
  }
  drop_marked(pieces, drop);
}

}  // namespace agglo
