// Pieces of roads between two nodes: cut, cleaned and put in order before they become edges.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "access/roads/road_lines.hpp"

namespace agglo {

struct RoadPiece {
  std::uint32_t line;
  std::uint64_t begin, end;  ///< its first and last vertex, into RoadLines::point
  std::uint32_t from, to;    ///< nodes
  double length_m, forward_s, backward_s;
};

struct RoadPieces {
  std::uint32_t node_count = 0;
  std::vector<RoadPiece> pieces;
};

/// The pieces at each node; a loop is there twice.
struct PiecesAtNodes {
  explicit PiecesAtNodes(const RoadPieces& pieces);
  std::span<const std::uint32_t> operator[](std::uint32_t node) const {
    return {piece_.data() + start_[node], piece_.data() + start_[node + 1]};
  }
  std::size_t size() const { return start_.size() - 1; }

 private:
  std::vector<std::uint32_t> start_, piece_;
};

inline std::uint32_t other_end(const RoadPiece& piece, std::uint32_t node) {
  return piece.from == node ? piece.to : piece.from;
}

/// Cuts lines at their ends and at points that are passed twice, with lengths and times.
RoadPieces cut_lines(const RoadWays& ways, const RoadLines& lines, bool on_plane, RunControl& run,
                     NetworkNotes& notes);

/// Pieces that run beside another along the same points and are no faster in any direction are left out.
void drop_duplicates(const RoadWays& ways, const RoadLines& lines, RoadPieces& pieces, RunControl& run,
                     NetworkNotes& notes);
/// Dead ends that are shorter than `stub_m` up to the next junction are left out, unless the road goes on
/// beyond the data. One round: what becomes a dead end by that stays.
void drop_stubs(const RoadWays& ways, const RoadLines& lines, double stub_m, RoadPieces& pieces,
                RunControl& run, NetworkNotes& notes);
/// Islands (pieces that hang together, whatever their direction) of fewer nodes are left out.
void drop_islands(const RoadLines& lines, std::uint32_t smallest, RoadPieces& pieces, RunControl& run,
                  NetworkNotes& notes);

/// Numbers nodes depth first, the island with most nodes first, drops nodes without pieces and sorts pieces
/// by their lower and higher node.
void put_in_order(RoadPieces& pieces, RunControl& run);

/// Strongly connected components, numbered by their count of nodes, 0 the largest; ties by the lowest node.
struct StrongComponents {
  std::vector<std::uint32_t> of_node;
  std::vector<std::uint32_t> node_count;  ///< of each component
};
StrongComponents strong_components(const RoadPieces& pieces, RunControl& run);

/// Whether the road of a piece goes on beyond the data at its start (bit 1) and its end (bit 2).
std::uint8_t cut_bits(const RoadWays& ways, const RoadLines& lines, const RoadPiece& piece);

}  // namespace agglo
