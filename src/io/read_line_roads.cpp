// Roads from line layers: columns for speed, time and one-way, classes by the speed profile.
#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/geodesy.hpp"
#include "csv_values.hpp"
#include "import_places.hpp"
#include "import_values.hpp"
#include "read_roads.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kFastest_kmh = 300;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The cells of one field; empty where there is none.
class Field {
 public:
  Field(const FieldSources& sources, std::string_view field) {
    const auto found = sources.find(field);
    if (found == sources.end()) return;
    source_ = &found->second;
    if (source_->column != nullptr) cells_.emplace(*source_->column);
  }
  std::string_view operator()(std::size_t row) {
    if (source_ == nullptr) return {};
    return cells_ ? trimmed((*cells_)(row)) : std::string_view(source_->constant);
  }
  std::string_view name() const {
    return source_ == nullptr || source_->column == nullptr ? std::string_view("(constant)")
                                                            : std::string_view(source_->column->name);
  }
  bool is_there() const { return source_ != nullptr; }

 private:
  const FieldSource* source_ = nullptr;
  std::optional<CellText> cells_;
};

/// Speeds and times of vehicles say nothing about walking, nor do one-ways; only what --map or a profile
/// names is taken then.
void drop_traffic_columns(FieldSources& sources, const SpeedProfile& profile) {
  const auto drop = [&](const char* field) {
    if (const auto found = sources.find(field); found != sources.end() && found->second.how == "header")
      sources.erase(found);
  };
  if (!profile.follows_traffic())
    for (const char* field : {"speed", "speed_backward", "maxspeed", "minutes", "minutes_backward", "seconds",
                              "seconds_backward"})
      drop(field);
  const auto& tags = profile.oneway_tags;
  if (std::find(tags.begin(), tags.end(), "oneway") == tags.end()) drop("oneway");
}

enum class OneWay { no, forward, backward, closed, unknown };

OneWay oneway_value(std::string_view cell, bool by_letters) {
  const std::string value = lower_text(cell);
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
  };
  if (value == "n" && by_letters) return OneWay::closed;
  if (is({"", "no", "n", "0", "false", "b", "both", "none", "null"})) return OneWay::no;
  if (is({"yes", "y", "1", "true", "f", "ft", "forward"})) return OneWay::forward;
  if (is({"-1", "reverse", "t", "tf", "backward"})) return OneWay::backward;
  return OneWay::unknown;
}

/// What one row says about its directions.
struct Row {
  double forward_kmh = kMissing, backward_kmh = kMissing, forward_s = kMissing, backward_s = kMissing;
  std::string kind;
  bool joinable = true;
};

class RowReader {
 public:
  RowReader(const FieldSources& sources, std::size_t rows, char decimal, const SpeedProfile& profile,
            SourceRequest& request)
      : kind_(sources, "kind"),
        oneway_(sources, "oneway"),
        tunnel_(sources, "tunnel"),
        speed_(sources, "speed"),
        speed_backward_(sources, "speed_backward"),
        maxspeed_(sources, "maxspeed"),
        minutes_(sources, "minutes"),
        minutes_backward_(sources, "minutes_backward"),
        seconds_(sources, "seconds"),
        seconds_backward_(sources, "seconds_backward"),
        decimal_(decimal),
        profile_(profile),
        request_(request) {
    for (std::size_t row = 0; row < rows && !by_letters_; ++row) {
      const std::string value = lower_text(oneway_(row));
      by_letters_ = value == "ft" || value == "tf";
    }
  }

  /// Nothing when the mode cannot use the road.
  std::optional<Row> read(std::size_t row) {
    Row result;
    result.kind = std::string(kind_(row));
    std::string kind = lower_text(result.kind);
    if (kind.starts_with("highway=")) kind.erase(0, 8);
    const OneWay oneway = direction(row);
    const bool is_closed = profile_.closed_classes.find(kind) != profile_.closed_classes.end();
    if (is_closed || oneway == OneWay::closed) {
      request_.flags.add("closed_road", row, is_closed ? kind_.name() : oneway_.name(),
                         is_closed ? result.kind : std::string(oneway_(row)));
      return std::nullopt;
    }
    result.forward_s = first(number(seconds_, row), number(minutes_, row) * 60);
    result.backward_s =
        first(first(number(seconds_backward_, row), number(minutes_backward_, row) * 60), result.forward_s);
    const double speed = first(speed_of(speed_, row), posted_speed(row));
    const double other = class_speed(kind, row, std::isnan(speed) && std::isnan(result.forward_s));
    result.forward_kmh = first(speed, other);
    result.backward_kmh = first(speed_of(speed_backward_, row), result.forward_kmh);
    if (oneway == OneWay::forward) result.backward_kmh = result.backward_s = kMissing;
    if (oneway == OneWay::backward) result.forward_kmh = result.forward_s = kMissing;
    const std::string tunnel = lower_text(tunnel_(row));
    const bool in_tunnel =
        tunnel == "yes" || tunnel == "true" || tunnel == "t" || tunnel == "1" || tunnel == "y";
    result.joinable = !in_tunnel && profile_.not_joinable.find(kind) == profile_.not_joinable.end();
    return result;
  }

 private:
  static double first(double a, double b) { return std::isnan(a) ? b : a; }

  OneWay direction(std::size_t row) {
    const OneWay value = oneway_value(oneway_(row), by_letters_);
    if (value != OneWay::unknown) return value;
    request_.flags.add("bad_oneway", row, oneway_.name(), oneway_(row));
    return OneWay::no;
  }

  /// A number above 0; NaN when missing or flagged.
  double number(Field& field, std::size_t row) {
    const std::string_view cell = field(row);
    if (cell.empty() || is_missing_marker(cell)) return kMissing;
    const auto value = parse_number(cell, decimal_, true);
    if (value && *value > 0 && std::isfinite(*value)) return *value;
    request_.flags.add("bad_speed", row, field.name(), cell);
    return kMissing;
  }

  double speed_of(Field& field, std::size_t row) {
    const double kmh = number(field, row);
    if (!(kmh > kFastest_kmh)) return kmh;
    request_.flags.add("bad_speed", row, field.name(), field(row));
    return kMissing;
  }

  /// Of the column of posted speeds, what is driven of them.
  double posted_speed(std::size_t row) {
    const std::string_view cell = maxspeed_(row);
    if (cell.empty() || is_missing_marker(cell)) return kMissing;
    const auto posted = posted_kmh(cell, profile_);
    if (!posted) {
      request_.flags.add("bad_speed", row, maxspeed_.name(), cell);
      return kMissing;
    }
    const double share = profile_.follows_traffic() ? profile_.signposted_share : 1;
    return std::min(*posted * share, profile_.largest_kmh);
  }

  double class_speed(const std::string& kind, std::size_t row, bool is_needed) {
    if (!is_needed) return profile_.default_kmh;
    for (const SpeedProfile::Speeds* speeds : {&profile_.speeds_kmh, &profile_.permitted_kmh})
      if (const auto found = speeds->find(kind); found != speeds->end())
        return std::min(found->second, profile_.largest_kmh);
    request_.flags.add("unknown_class", row, kind_.is_there() ? kind_.name() : std::string_view("kind"),
                       kind);
    return profile_.default_kmh;
  }

  Field kind_, oneway_, tunnel_, speed_, speed_backward_, maxspeed_, minutes_, minutes_backward_, seconds_,
      seconds_backward_;
  char decimal_;
  const SpeedProfile& profile_;
  SourceRequest& request_;
  bool by_letters_ = false;  ///< FT, TF, B and N: N closes
};

double ring_length_m(const Shapes& shapes, std::size_t ring, bool on_plane) {
  double length_m = 0;
  for (std::uint64_t v = shapes.ring_start[ring] + 1; v < shapes.ring_start[ring + 1]; ++v)
    length_m += on_plane
                    ? std::hypot(shapes.x[v] - shapes.x[v - 1], shapes.y[v] - shapes.y[v - 1])
                    : geodesic_distance_m({shapes.x[v - 1], shapes.y[v - 1]}, {shapes.x[v], shapes.y[v]});
  return length_m;
}

/// The parts of one row, each a way; the time of the row is shared by length.
void add_parts(const Shapes& shapes, std::size_t row, const Row& found, bool on_plane, RoadWays& ways) {
  const std::size_t begin = shapes.part_start[shapes.row_start[row]],
                    end = shapes.part_start[shapes.row_start[row + 1]];
  std::vector<double> length_m;
  double total_m = 0;
  if (end - begin > 1)
    for (std::size_t ring = begin; ring < end; ++ring)
      total_m += length_m.emplace_back(ring_length_m(shapes, ring, on_plane));
  for (std::size_t ring = begin; ring < end; ++ring) {
    const double share = end - begin > 1 ? length_m[ring - begin] / total_m : 1;
    if (!(share > 0)) continue;
    const std::uint64_t first = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - first;
    ways.lines.begin_row(ShapeKind::line);
    ways.lines.begin_part();
    ways.lines.add_ring({shapes.x.data() + first, count}, {shapes.y.data() + first, count});
    ways.forward_kmh.push_back(found.forward_kmh);
    ways.backward_kmh.push_back(found.backward_kmh);
    ways.forward_s.push_back(found.forward_s * share);
    ways.backward_s.push_back(found.backward_s * share);
    ways.joinable.push_back(found.joinable ? 1 : 0);
  }
}

}  // namespace

RoadWays read_line_roads(SourceRequest& request, const SpeedProfile& profile, bool& is_planar) {
  SourceTable source = read_source(request);
  const char decimal = decimal_of_file(source, request.profile, request.run);
  if (source.delimiter != 0) request.report.decimal = std::string(1, decimal);
  WantedCrs wanted = wanted_crs(request.options, request.profile);
  FieldSources fields = resolve_fields(source, request.options, request.profile, wanted.wants_xy());
  drop_traffic_columns(fields, profile);
  for (const auto& [field, from] : fields) {
    request.report.fields[field] =
        from.column != nullptr ? from.column->name : "\"" + from.constant + "\" (constant)";
    request.report.how[field] = from.how;
  }
  const Places places = place_rows(source, fields, std::move(wanted), decimal, request);
  request.report.crs = places.crs;
  is_planar = places.is_planar;
  RoadWays ways;
  RowReader reader(fields, source.row_count, decimal, profile, request);
  Field id(fields, "id"), name(fields, "name");
  request.run.begin("read roads", source.row_count);
  for (std::size_t row = 0; row < source.row_count; ++row) {
    if (row % 65536 == 0) request.run.check();
    if (places.shapes.kind[row] != ShapeKind::line) continue;
    ++request.report.rows_located;
    const auto found = reader.read(row);
    if (!found) continue;
    ++request.report.rows_kept;
    add_parts(places.shapes, row, *found, is_planar, ways);
    while (ways.id.size() < ways.size()) {
      ways.id.push_back(id(row));
      ways.name.push_back(name(row));
      ways.kind.push_back(found->kind);
    }
  }
  request.report.rows_read = source.row_count;
  if (ways.size() == 0)
    throw failure("\"" + request.file.string() +
                      "\" holds no road that can be used: " + std::to_string(request.report.rows_located) +
                      " of " + std::to_string(source.row_count) + " rows are lines, " +
                      std::to_string(request.report.rows_kept) + " of them open to this mode",
                  "choose another --mode, or --speeds with other classes");
  return ways;
}

}  // namespace agglo
