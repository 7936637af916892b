#include <algorithm>
#include <cmath>

#include "access/roads/road_pieces.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"

namespace agglo {
namespace {

constexpr double kLongest_m = 10000;  // straight pieces; the chord of one is 2 m below the ground
constexpr double kMostJoin_m = 20;

void check_options(const RoadWays& ways, const NetworkOptions& options) {
  if (!(options.join_m >= 0 && options.join_m <= kMostJoin_m))
    throw usage_error(
        "the tolerance for joining ends of roads is \"" + std::to_string(options.join_m) + "\" m",
        "give 0 to 20 m; more would join roads that do not meet");
  if (!(options.stub_m >= 0) || std::isinf(options.stub_m))
    throw usage_error("the least length of a dead end is \"" + std::to_string(options.stub_m) + "\" m",
                      "give a length of 0 or more");
  if (options.split_crossings && !ways.vertex_node.empty())
    throw usage_error("crossings are not split where the data say at which junctions roads meet",
                      "leave split_crossings out: such crossings are bridges and tunnels");
}

/// Vertices of one edge, with more between those that are far apart.
void add_shape(const RoadLines& lines, const RoadPiece& piece, bool on_plane, RoadEdges& edges,
               std::vector<double>& x, std::vector<double>& y, NetworkNotes& notes) {
  x.clear();
  y.clear();
  for (std::uint64_t v = piece.begin; v <= piece.end; ++v) {
    const LonLat to{lines.x[lines.point[v]], lines.y[lines.point[v]]};
    // No straight part is longer than the whole.
    if (v > piece.begin && !on_plane && piece.length_m > kLongest_m) {
      const LonLat from{x.back(), y.back()};
      const LocalPlane plane(from);
      const Metres2 step = plane.metres_from_lonlat(to);
      const double parts = std::ceil(std::hypot(step.x_m, step.y_m) / kLongest_m);
      for (std::uint64_t k = 1; k < static_cast<std::uint64_t>(parts); ++k) {
        const double share = static_cast<double>(k);
        const LonLat between = plane.lonlat_from_metres({step.x_m * share / parts, step.y_m * share / parts});
        x.push_back(between.lon_deg);
        y.push_back(between.lat_deg);
      }
      if (parts > 1)
        notes.add("long_segments", "vertices put into straight roads longer than 10 km",
                  place_sample(from.lon_deg, from.lat_deg), static_cast<std::uint64_t>(parts) - 1);
    }
    x.push_back(to.lon_deg);
    y.push_back(to.lat_deg);
  }
  edges.lines.begin_row(ShapeKind::line);
  edges.lines.begin_part();
  edges.lines.add_ring(x, y);
}

std::string_view text_of(const StringColumn& column, std::size_t way) {
  return column.size() > way ? column[way] : std::string_view();
}

RoadEdges edges_from(const RoadWays& ways, const RoadLines& lines, const RoadPieces& pieces,
                     const StrongComponents& components, bool on_plane, RunControl& run,
                     NetworkNotes& notes) {
  RoadEdges edges;
  edges.node_count = pieces.node_count;
  std::vector<double> x, y;
  run.begin("write road edges", pieces.pieces.size());
  for (const RoadPiece& piece : pieces.pieces) {
    if (edges.size() % 65536 == 0) run.check();
    const std::size_t way = lines.way[piece.line];
    edges.from.push_back(piece.from);
    edges.to.push_back(piece.to);
    edges.length_m.push_back(piece.length_m);
    edges.forward_s.push_back(piece.forward_s);
    edges.backward_s.push_back(piece.backward_s);
    edges.joinable.push_back(ways.joinable.empty() ? 1 : ways.joinable[way]);
    edges.cut.push_back(cut_bits(ways, lines, piece));
    // The larger one where the ends differ, so that it does not matter which way a one-way road was drawn.
    edges.component.push_back(std::min(components.of_node[piece.from], components.of_node[piece.to]));
    edges.component_nodes.push_back(components.node_count[edges.component.back()]);
    edges.id.push_back(text_of(ways.id, way));
    edges.name.push_back(text_of(ways.name, way));
    edges.kind.push_back(text_of(ways.kind, way));
    add_shape(lines, piece, on_plane, edges, x, y, notes);
  }
  return edges;
}

void note_edges(const RoadEdges& edges, NetworkNotes& notes) {
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto place = [&] { return place_sample(edges.lines.first_x(e), edges.lines.first_y(e)); };
    if (edges.from[e] == edges.to[e]) notes.add("loops", "roads that end where they begin; kept", place());
    if (edges.cut[e] != 0) notes.add("cut_roads", "edges where the road goes on beyond the data", place());
  }
}

/// Nodes from which the greater part of their island cannot be reached and come back from.
void note_traps(const RoadEdges& edges, const StrongComponents& components, NetworkNotes& notes) {
  std::vector<bool> noted(edges.node_count, false);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const std::uint32_t a = components.of_node[edges.from[e]], b = components.of_node[edges.to[e]];
    if (a == b) continue;
    const std::uint32_t lesser = std::max(a, b);  // by rank of size
    if (noted[lesser]) continue;
    noted[lesser] = true;
    notes.add("one_way_nodes", "nodes that one-way roads let be reached or left, but not both; kept",
              place_sample(edges.lines.first_x(e), edges.lines.first_y(e)), components.node_count[lesser]);
  }
}

void sum_up(const RoadEdges& edges, const StrongComponents& components, NetworkReport& report) {
  report.nodes = edges.node_count;
  report.edges = edges.size();
  report.components = components.node_count.size();
  report.main_nodes = components.node_count.front();
  for (std::size_t e = 0; e < edges.size(); ++e) {
    report.length_km += edges.length_m[e] / 1000;
    if (std::isnan(edges.forward_s[e]) || std::isnan(edges.backward_s[e]))
      report.one_way_km += edges.length_m[e] / 1000;
  }
}

}  // namespace

BuiltNetwork build_network(const RoadWays& ways, const NetworkOptions& options, const Frame& frame,
                           RunControl& run) {
  check_options(ways, options);
  const bool on_plane = frame.kind == FrameKind::plane;
  BuiltNetwork built;
  NetworkNotes notes(built.report.lines);
  RoadLines lines = number_points(ways, run, notes);
  if (options.join_m > 0) join_ends(lines, options.join_m, on_plane, run, notes);
  if (ways.vertex_node.empty())
    meet_at_crossings(ways, lines, options.split_crossings, options.join_m, on_plane, run, notes);
  RoadPieces pieces = cut_lines(ways, lines, on_plane, run, notes);
  drop_duplicates(ways, lines, pieces, run, notes);
  if (options.stub_m > 0) drop_stubs(ways, lines, options.stub_m, pieces, run, notes);
  if (options.smallest_component > 1) drop_islands(lines, options.smallest_component, pieces, run, notes);
  if (pieces.pieces.empty()) {
    std::string why;
    for (const NetworkReport::Line& line : built.report.lines)
      why += (why.empty() ? ": " : ", ") + line.code + " " + std::to_string(line.count);
    throw failure("none of " + std::to_string(ways.size()) + " roads can be used" + why,
                  "check the mode, the speeds and the smallest component");
  }
  put_in_order(pieces, run);
  const StrongComponents components = strong_components(pieces, run);
  built.edges = edges_from(ways, lines, pieces, components, on_plane, run, notes);
  note_edges(built.edges, notes);
  note_traps(built.edges, components, notes);
  sum_up(built.edges, components, built.report);
  return built;
}

}  // namespace agglo
