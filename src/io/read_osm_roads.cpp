// OpenStreetMap roads through libosmium, which (unlike GDAL) tells at which nodes roads meet.
#include <algorithm>
#include <cmath>
#include <limits>
#include <osmium/io/any_input.hpp>
#include <osmium/osm.hpp>

#include "agglo/geodesy.hpp"
#include "osm_road_rules.hpp"
#include "read_roads.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kFastestFerry_kmh = 200;

/// Roads of the mode as the file lists them, with the nodes they pass.
struct OsmWays {
  std::vector<std::int64_t> id;
  std::vector<OsmRoad> road;
  StringColumn name;
  std::vector<std::uint64_t> start{0};  ///< ways + 1, into ref
  std::vector<std::int64_t> ref;
};

/// The nodes that roads pass, by id.
struct OsmNodes {
  std::vector<std::int64_t> id;
  std::vector<double> lon, lat;  ///< NaN: not in the file
  std::vector<bool> is_outside;  ///< of the box that the file says it covers
  std::vector<bool> is_closed;   ///< a barrier
  std::vector<bool> is_shared;   ///< passed more than once
  std::vector<bool> leads_out;   ///< a road begins here of which nothing else is in the file
};

TagLookup lookup(const osmium::OSMObject& object) {
  return [&tags = object.tags()](const char* key) {
    const char* value = tags.get_value_by_key(key);
    return value == nullptr ? std::string_view() : std::string_view(value);
  };
}

/// Calls visit(object) for all objects of one kind; progress by bytes.
template <class Object, class Visit>
void each_object(SourceRequest& request, osmium::osm_entity_bits::type kind, const std::string& stage,
                 osmium::io::Header& header, Visit visit) {
  const std::string path = request.packed.file.string();
  try {
    osmium::io::Reader reader(osmium::io::File(path), kind);
    header = reader.header();
    request.run.begin(stage, reader.file_size());
    std::size_t done = 0;
    while (const osmium::memory::Buffer buffer = reader.read()) {
      for (const Object& object : buffer.select<Object>()) visit(object);
      const std::size_t now = std::max(done, reader.offset());
      request.run.advance(now - done);
      done = now;
    }
    reader.close();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw failure(
        "\"" + request.file.string() + "\" is damaged or cut off, or no OpenStreetMap file: " + error.what(),
        "fetch the file again");
  }
}

OsmWays read_ways(SourceRequest& request, const SpeedProfile& profile, osmium::io::Header& header) {
  OsmWays ways;
  std::uint64_t all = 0, roads = 0;
  const auto entry = osmium::osm_entity_bits::way;
  each_object<osmium::Way>(request, entry, "read roads", header, [&](const osmium::Way& way) {
    ++all;
    const TagLookup tags = lookup(way);
    const std::string_view kind = osm_road_class(tags);
    if (kind.empty()) return;
    const std::uint64_t row = roads++;
    const std::string id = "way/" + std::to_string(way.id());
    const auto road = osm_road(tags, profile);
    if (!road || (std::isnan(road->forward_kmh) && std::isnan(road->backward_kmh))) {
      request.flags.add("closed_road", row, id, "highway=" + std::string(kind));
      return;
    }
    if (!road->unread.empty()) request.flags.add("unread_speed", row, id, road->unread);
    ways.id.push_back(way.id());
    ways.road.push_back(*road);
    ways.name.push_back(tags("name").empty() ? tags("ref") : tags("name"));
    for (const osmium::NodeRef& node : way.nodes()) ways.ref.push_back(node.ref());
    ways.start.push_back(ways.ref.size());
  });
  request.report.rows_read = roads;
  const std::string file = "\"" + request.file.string() + "\"";
  if (all == 0)
    throw failure(file + " holds no ways", "take an extract with ways and nodes, not one of places alone");
  if (ways.id.empty())
    throw failure(file + " holds no road that can be used: " + std::to_string(all) + " ways, " +
                      std::to_string(roads) + " of them roads, all closed to this mode",
                  "choose another --mode, or --speeds with other classes");
  return ways;
}

OsmNodes read_nodes(SourceRequest& request, const SpeedProfile& profile, const OsmWays& ways,
                    osmium::io::Header& header) {
  OsmNodes nodes;
  nodes.id = ways.ref;
  std::sort(nodes.id.begin(), nodes.id.end());
  std::vector<std::int64_t> repeated;
  for (std::size_t k = 1; k < nodes.id.size(); ++k)
    if (nodes.id[k] == nodes.id[k - 1]) repeated.push_back(nodes.id[k]);
  nodes.id.erase(std::unique(nodes.id.begin(), nodes.id.end()), nodes.id.end());
  nodes.lon.assign(nodes.id.size(), kMissing);
  nodes.lat = nodes.lon;
  nodes.is_outside.assign(nodes.id.size(), false);
  nodes.is_closed = nodes.is_outside;
  nodes.is_shared = nodes.leads_out = nodes.is_outside;
  auto shared = nodes.id.begin();
  for (const std::int64_t id : repeated) {
    shared = std::lower_bound(shared, nodes.id.end(), id);
    nodes.is_shared[static_cast<std::size_t>(shared - nodes.id.begin())] = true;
  }
  const osmium::Box covered = header.joined_boxes();
  const auto entry = osmium::osm_entity_bits::node;
  auto next = nodes.id.begin();  // files are mostly in the order of ids
  each_object<osmium::Node>(request, entry, "read junctions", header, [&](const osmium::Node& node) {
    if (next == nodes.id.end() || *next > node.id()) next = nodes.id.begin();
    for (int steps = 0; steps < 8 && next != nodes.id.end() && *next < node.id(); ++steps) ++next;
    if (next == nodes.id.end() || *next != node.id())
      next = std::lower_bound(nodes.id.begin(), nodes.id.end(), node.id());
    if (next == nodes.id.end() || *next != node.id() || !node.location().valid()) return;
    const auto k = static_cast<std::size_t>(next - nodes.id.begin());
    nodes.lon[k] = node.location().lon();
    nodes.lat[k] = node.location().lat();
    nodes.is_outside[k] = covered.valid() && !covered.contains(node.location());
    nodes.is_closed[k] = osm_barrier_closes(lookup(node), profile);
  });
  return nodes;
}

std::size_t node_at(const OsmNodes& nodes, std::int64_t id) {
  return static_cast<std::size_t>(std::lower_bound(nodes.id.begin(), nodes.id.end(), id) - nodes.id.begin());
}

/// Nodes that are all that is left of a road, or of a piece of one, between nodes that are missing.
void mark_leading_out(const OsmWays& ways, OsmNodes& nodes) {
  for (std::size_t way = 0; way < ways.id.size(); ++way) {
    const std::uint64_t begin = ways.start[way], end = ways.start[way + 1];
    const auto is_there = [&](std::uint64_t v) {
      return v >= begin && v < end && !std::isnan(nodes.lon[node_at(nodes, ways.ref[v])]);
    };
    for (std::uint64_t v = begin; v < end && end - begin > 1; ++v)
      if (is_there(v) && !is_there(v - 1) && !is_there(v + 1))
        nodes.leads_out[node_at(nodes, ways.ref[v])] = true;
  }
}

/// Writes ways as rows: in pieces where nodes are missing, where a barrier stands, and at the edge of the
/// data.
class RowWriter {
 public:
  RowWriter(const OsmWays& ways, const OsmNodes& nodes, const SpeedProfile& profile, RoadWays& rows)
      : ways_(ways),
        nodes_(nodes),
        profile_(profile),
        rows_(rows),
        next_copy_(static_cast<std::int64_t>(nodes.id.size())) {}

  struct Notes {
    std::size_t missing_nodes = 0;
    bool is_too_fast = false;  ///< a ferry's duration was not used
  };
  Notes add(std::size_t way) {
    way_ = way;
    first_row_ = rows_.size();
    Notes notes;
    is_through_ = profile_.through_classes.find(ways_.road[way].kind) != profile_.through_classes.end();
    bool after_gap = false;
    for (std::uint64_t v = ways_.start[way]; v < ways_.start[way + 1]; ++v) {
      const std::size_t node = node_at(nodes_, ways_.ref[v]);
      if (std::isnan(nodes_.lon[node])) {
        ++notes.missing_nodes;
        finish(true);
        after_gap = true;
        continue;
      }
      const bool ends_in_nothing = nodes_.leads_out[node] || (is_through_ && !nodes_.is_shared[node]);
      if (after_gap || (ends_in_nothing && v == ways_.start[way])) cut_before_ = true;
      after_gap = false;
      add_node(node, v + 1 == ways_.start[way + 1]);
      if (ends_in_nothing && v + 1 == ways_.start[way + 1]) cut_after_ = true;
    }
    finish(false);
    notes.is_too_fast = !share_time();
    return notes;
  }

 private:
  void add_node(std::size_t node, bool is_last) {
    const bool outside = nodes_.is_outside[node];
    if (!vertex_.empty() && last_outside_ && !outside) {
      // The way comes in: what was outside is a row of its own.
      const std::int64_t name = vertex_.back();
      const double x = x_.back(), y = y_.back();
      finish(false);
      cut_before_ = true;
      push(name, x, y);
    }
    const bool comes_out = !vertex_.empty() && !last_outside_ && outside;
    if (vertex_.empty() && outside) cut_before_ = true;
    push(nodes_.is_closed[node] ? next_copy_++ : static_cast<std::int64_t>(node), nodes_.lon[node],
         nodes_.lat[node]);
    last_outside_ = outside;
    const bool leads_out = nodes_.leads_out[node];
    if (is_last || vertex_.size() < 2 || !(nodes_.is_closed[node] || comes_out || leads_out)) return;
    finish(leads_out);
    last_outside_ = outside;
    cut_before_ = outside || leads_out;
    push(nodes_.is_closed[node] ? next_copy_++ : static_cast<std::int64_t>(node), nodes_.lon[node],
         nodes_.lat[node]);
  }

  void push(std::int64_t name, double x, double y) {
    vertex_.push_back(name);
    x_.push_back(x);
    y_.push_back(y);
  }

  void finish(bool at_gap) {
    if (vertex_.size() >= 2) {
      const OsmRoad& road = ways_.road[way_];
      rows_.lines.begin_row(ShapeKind::line);
      rows_.lines.begin_part();
      rows_.lines.add_ring(x_, y_);
      rows_.vertex_node.insert(rows_.vertex_node.end(), vertex_.begin(), vertex_.end());
      rows_.forward_kmh.push_back(road.forward_kmh);
      rows_.backward_kmh.push_back(road.backward_kmh);
      rows_.forward_s.push_back(kMissing);
      rows_.backward_s.push_back(kMissing);
      rows_.joinable.push_back(road.joinable ? 1 : 0);
      rows_.cut.push_back(
          static_cast<std::uint8_t>((cut_before_ ? 1 : 0) | (at_gap || last_outside_ || cut_after_ ? 2 : 0)));
      rows_.id.push_back("way/" + std::to_string(ways_.id[way_]));
      rows_.name.push_back(ways_.name[way_]);
      rows_.kind.push_back(road.kind);
    }
    vertex_.clear();
    x_.clear();
    y_.clear();
    cut_before_ = cut_after_ = last_outside_ = false;
  }

  /// The duration of a ferry over its rows by length; false, and nothing done, when it would fly.
  bool share_time() {
    const auto& whole_s = ways_.road[way_].whole_s;
    if (!whole_s) return true;
    std::vector<double> length_m;
    double total_m = 0;
    for (std::size_t row = first_row_; row < rows_.size(); ++row) {
      length_m.push_back(0);
      for (std::uint64_t v = rows_.lines.ring_start[row] + 1; v < rows_.lines.ring_start[row + 1]; ++v)
        length_m.back() += geodesic_distance_m({rows_.lines.x[v - 1], rows_.lines.y[v - 1]},
                                               {rows_.lines.x[v], rows_.lines.y[v]});
      total_m += length_m.back();
    }
    if (total_m / *whole_s * 3.6 > kFastestFerry_kmh) return false;
    for (std::size_t row = first_row_; row < rows_.size() && total_m > 0; ++row) {
      const double seconds = *whole_s * length_m[row - first_row_] / total_m;
      if (!std::isnan(rows_.forward_kmh[row]) && seconds > 0) rows_.forward_s[row] = seconds;
      if (!std::isnan(rows_.backward_kmh[row]) && seconds > 0) rows_.backward_s[row] = seconds;
    }
    return true;
  }

  const OsmWays& ways_;
  const OsmNodes& nodes_;
  const SpeedProfile& profile_;
  RoadWays& rows_;
  std::int64_t next_copy_;  ///< names of vertices behind barriers, beyond those of nodes
  std::size_t way_ = 0, first_row_ = 0;
  std::vector<std::int64_t> vertex_;
  std::vector<double> x_, y_;
  bool cut_before_ = false, cut_after_ = false, last_outside_ = false, is_through_ = false;
};

}  // namespace

RoadWays read_osm_roads(SourceRequest& request, const SpeedProfile& profile) {
  request.report.driver = "OSM";
  request.report.crs = "EPSG:4326 (OpenStreetMap)";
  osmium::io::Header header;
  const OsmWays ways = read_ways(request, profile, header);
  OsmNodes nodes = read_nodes(request, profile, ways, header);
  if (std::any_of(nodes.lon.begin(), nodes.lon.end(), [](double lon) { return std::isnan(lon); }))
    mark_leading_out(ways, nodes);
  RoadWays rows;
  RowWriter writer(ways, nodes, profile, rows);
  for (std::size_t way = 0; way < ways.id.size(); ++way) {
    if (way % 65536 == 0) request.run.check();
    const std::size_t before = rows.size();
    const RowWriter::Notes notes = writer.add(way);
    const std::string id = "way/" + std::to_string(ways.id[way]);
    if (notes.missing_nodes > 0)
      request.flags.add("missing_nodes", way, id, std::to_string(notes.missing_nodes) + " nodes");
    if (notes.is_too_fast) request.flags.add("unread_speed", way, id, "duration");
    request.report.rows_located += rows.size() > before;
  }
  request.report.rows_kept = ways.id.size();
  const auto closed =
      static_cast<std::uint64_t>(std::count(nodes.is_closed.begin(), nodes.is_closed.end(), true));
  if (closed > 0) request.flags.add_counted("closed_barrier", closed, {});
  if (rows.size() == 0)
    throw failure("\"" + request.file.string() + "\" holds " + std::to_string(ways.id.size()) +
                      " roads but not the nodes that say where they lie",
                  "take an extract with ways and nodes");
  return rows;
}

}  // namespace agglo
