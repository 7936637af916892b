#include <algorithm>
#include <cmath>

#include "access/roads/road_pieces.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kNoNode = 0xffffffff;

/// Numbers the points that are ends or passed twice; kNoNode for the others.
std::vector<std::uint32_t> node_of_points(const RoadLines& lines, std::uint32_t& count) {
  std::vector<std::uint8_t> uses(lines.x.size(), 0);
  const auto use = [&](std::uint32_t point) {
    uses[point] = static_cast<std::uint8_t>(std::min(2, uses[point] + 1));
  };
  for (const std::uint32_t point : lines.point) use(point);
  for (std::size_t line = 0; line < lines.size(); ++line) {
    use(lines.first(line));
    use(lines.last(line));
  }
  std::vector<std::uint32_t> node(uses.size(), kNoNode);
  for (std::size_t point = 0; point < uses.size(); ++point)
    if (uses[point] > 1) node[point] = count++;
  return node;
}

double seconds(double whole_s, double kmh, double length_m, double whole_m) {
  return std::isnan(whole_s) ? length_m / kmh * 3.6 : whole_s * (length_m / whole_m);
}

/// Pieces of one line behind those there are.
void cut_line(const RoadWays& ways, const RoadLines& lines, const std::vector<std::uint32_t>& node,
              std::size_t line, bool on_plane, std::vector<RoadPiece>& pieces) {
  const std::size_t first = pieces.size(), way = lines.way[line];
  double whole_m = 0;
  RoadPiece piece{
      static_cast<std::uint32_t>(line), lines.start[line], 0, node[lines.first(line)], 0, 0, 0, 0};
  for (std::uint64_t v = lines.start[line] + 1; v < lines.start[line + 1]; ++v) {
    piece.length_m += points_apart_m(lines, lines.point[v - 1], lines.point[v], on_plane);
    if (node[lines.point[v]] == kNoNode) continue;
    piece.end = v;
    piece.to = node[lines.point[v]];
    whole_m += piece.length_m;
    pieces.push_back(piece);
    piece.begin = v;
    piece.from = piece.to;
    piece.length_m = 0;
  }
  const double forward_kmh = value_or_nan(ways.forward_kmh, way),
               backward_kmh = value_or_nan(ways.backward_kmh, way);
  const double forward_s = value_or_nan(ways.forward_s, way), backward_s = value_or_nan(ways.backward_s, way);
  for (std::size_t p = first; p < pieces.size(); ++p) {
    pieces[p].forward_s = seconds(forward_s, forward_kmh, pieces[p].length_m, whole_m);
    pieces[p].backward_s = seconds(backward_s, backward_kmh, pieces[p].length_m, whole_m);
  }
}

}  // namespace

PiecesAtNodes::PiecesAtNodes(const RoadPieces& all) : start_(std::size_t{all.node_count} + 1, 0) {
  for (const RoadPiece& piece : all.pieces) {
    ++start_[piece.from + 1];
    ++start_[piece.to + 1];
  }
  for (std::size_t node = 0; node < all.node_count; ++node) start_[node + 1] += start_[node];
  piece_.resize(2 * all.pieces.size());
  std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
  for (std::uint32_t p = 0; p < all.pieces.size(); ++p) {
    piece_[next[all.pieces[p].from]++] = p;
    piece_[next[all.pieces[p].to]++] = p;
  }
}

RoadPieces cut_lines(const RoadWays& ways, const RoadLines& lines, bool on_plane, RunControl& run,
                     NetworkNotes& notes) {
  RoadPieces result;
  const std::vector<std::uint32_t> node = node_of_points(lines, result.node_count);
  constexpr std::size_t kBlock = 1024;
  std::vector<std::vector<RoadPiece>> parts((lines.size() + kBlock - 1) / kBlock);
  run.begin("cut roads at junctions", lines.size());
  parallel_blocks(lines.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    for (std::size_t line = begin; line < end; ++line)
      cut_line(ways, lines, node, line, on_plane, parts[block]);
  });
  for (std::vector<RoadPiece>& part : parts) {
    for (const RoadPiece& piece : part) {
      const std::size_t way = lines.way[piece.line];
      if (!(piece.length_m > 0)) {
        notes.add("zero_length", "roads of no length; left out", way_sample(ways, way));
        continue;
      }
      result.pieces.push_back(piece);
    }
    part = {};
  }
  return result;
}

std::uint8_t cut_bits(const RoadWays& ways, const RoadLines& lines, const RoadPiece& piece) {
  if (ways.cut.empty()) return 0;
  const std::uint8_t way = ways.cut[lines.way[piece.line]];
  const bool at_start = (way & 1U) != 0 && piece.begin == lines.start[piece.line];
  const bool at_end = (way & 2U) != 0 && piece.end + 1 == lines.start[piece.line + 1];
  return static_cast<std::uint8_t>((at_start ? 1 : 0) | (at_end ? 2 : 0));
}

}  // namespace agglo
