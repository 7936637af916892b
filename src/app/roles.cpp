#include "app/roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"
#include "agglo/where.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Middle of the longitudes of a row's box. A shape that crosses the antimeridian, in one piece or cut, has
/// the narrower box when the longitudes west of Greenwich are counted on past 180.
double middle_longitude(const Shapes& shapes, std::size_t row, const Box& box) {
  Shapes turned;
  turned.add_row_of(shapes, row);
  for (double& lon : turned.x)
    if (lon < 0) lon += 360;
  const Box other = turned.box();
  // Edges of a map of the world fall together when turned.
  const bool world = box.width() >= 360 && other.width() == 0;
  if (world || other.width() >= std::min(box.width(), 180.0)) return (box.min_x + box.max_x) / 2;
  return std::remainder((other.min_x + other.max_x) / 2, 360);
}

/// One place per row: the point, or the centre of the box of a line or polygon.
void places(const Table& table, const Frame& frame, std::vector<double>& x, std::vector<double>& y) {
  x.assign(table.row_count, kMissing);
  y.assign(table.row_count, kMissing);
  if (table.shapes.empty()) return;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (table.shapes.kind[row] == ShapeKind::none) continue;
    const Box box = table.shapes.box(row);
    if (box.empty()) continue;
    if (table.shapes.kind[row] == ShapeKind::point) {
      x[row] = table.shapes.first_x(row);
      y[row] = table.shapes.first_y(row);
    } else {
      x[row] = frame.kind == FrameKind::plane ? (box.min_x + box.max_x) / 2
                                              : middle_longitude(table.shapes, row, box);
      y[row] = (box.min_y + box.max_y) / 2;
    }
  }
}

/// Imports leave such rows without a place; a project that another program changed may hold them.
void check_places(std::span<const double> x, std::span<const double> y, const Frame& frame) {
  const bool plane = frame.kind == FrameKind::plane;
  const double largest_x = plane ? kLargestPlane_m : 360, largest_y = plane ? kLargestPlane_m : 91;
  for (std::size_t row = 0; row < x.size(); ++row)
    if (std::abs(x[row]) > largest_x || std::abs(y[row]) > largest_y)
      throw failure(
          fmt::format("row {} has the coordinates \"{}, {}\", which are no place {}", row + 1, x[row], y[row],
                      plane ? fmt::format("within {:g} m of the plane's origin", kLargestPlane_m)
                            : "in longitude and latitude"),
          "correct the row in its source and import it again");
}

std::vector<double> number_column(const Table& table, std::string_view name) {
  std::vector<double> values(table.row_count, kMissing);
  if (const Column* column = table.find(name))
    for (std::size_t row = 0; row < table.row_count; ++row) values[row] = column->number(row);
  return values;
}

std::vector<Day> day_column(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  const Days* days = column ? std::get_if<Days>(&column->values) : nullptr;
  return days ? days->values : std::vector<Day>(table.row_count, kUnknownDay);
}

std::vector<float> to_float(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

template <class Places>
void set_places(Places& target, const Table& table, const Frame& frame) {
  target.frame = frame;
  std::vector<double> x, y;
  places(table, frame, x, y);
  check_places(x, y, frame);
  place_in_frame(frame, x, y, target.x_m, target.y_m, target.z_m);
  if (frame.kind != FrameKind::plane) {
    target.lon_deg = std::move(x);
    target.lat_deg = std::move(y);
  }
}

/// Whether a sector, such as "23.31 Ceramic tiles", is meant: by all of it, the code or what follows the
/// code.
bool is_named(std::string_view sector, std::string_view name) {
  const std::size_t blank = sector.find(' ');
  return sector == name || (blank != std::string_view::npos &&
                            (sector.substr(0, blank) == name || sector.substr(blank + 1) == name));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

/// What to do about a sector that is not there: the sectors that hold the word, if some do.
std::string advice_on_sectors(const Establishments& firms, const std::string& name) {
  constexpr std::size_t kShown = 5;
  if (name.find(',') != std::string::npos) return "separate sectors by ';', not by a comma";
  std::string alike;
  std::size_t count = 0;
  for (const std::string& sector : firms.sector_names)
    if (lower_case(sector).find(lower_case(name)) != std::string::npos && ++count <= kShown)
      alike += (alike.empty() ? "\"" : ", \"") + sector + "\"";
  if (count == 0) return "give the code or the name, as listed by: agglo info FILE";
  if (count > kShown) alike += fmt::format(" and {} more", count - kShown);
  return "sectors with that in their name: " + alike;
}

}  // namespace

std::vector<std::string> list_items(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  std::vector<std::string> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::string_view item = text.substr(begin, end - begin);
    const std::size_t first = item.find_first_not_of(kBlank);
    if (first != std::string_view::npos)
      items.emplace_back(item.substr(first, item.find_last_not_of(kBlank) - first + 1));
    begin = end + 1;
  }
  return items;
}

StringColumn text_column(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  if (column)
    if (const auto* strings = std::get_if<StringColumn>(&column->values)) return *strings;
  StringColumn texts;
  texts.reserve(table.row_count);
  for (std::size_t row = 0; row < table.row_count; ++row)
    texts.push_back(column ? column->text(row) : std::string());
  return texts;
}

Establishments establishments_from(const Table& table, const Frame& frame) {
  if (table.shapes.empty())
    throw usage_error("the establishments have no geometry", "import them with coordinates");
  Establishments firms;
  set_places(firms, table, frame);
  firms.id = text_column(table, "id");
  firms.name = text_column(table, "name");
  firms.jobs_lo = to_float(number_column(table, "jobs_lo"));
  firms.jobs_hi = to_float(number_column(table, "jobs_hi"));
  // An open-ended band is stored with a lower end only.
  for (std::size_t row = 0; row < firms.jobs_lo.size(); ++row)
    if (!std::isnan(firms.jobs_lo[row]) && std::isnan(firms.jobs_hi[row]))
      firms.jobs_hi[row] = std::numeric_limits<float>::infinity();
  firms.born = day_column(table, "born");
  firms.closed = day_column(table, "closed");
  const StringColumn sectors = text_column(table, "sector"), titles = text_column(table, "sector_name");
  firms.sector.assign(table.row_count, kUnknownSector);
  std::unordered_map<std::string, SectorId> ids;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (sectors[row].empty()) continue;
    const auto [found, added] =
        ids.try_emplace(std::string(sectors[row]), static_cast<SectorId>(firms.sector_names.size()));
    if (added) {
      const bool has_title = !titles[row].empty() && titles[row] != sectors[row];
      firms.sector_names.push_back(std::string(sectors[row]) +
                                   (has_title ? " " + std::string(titles[row]) : ""));
    }
    firms.sector[row] = found->second;
  }
  firms.validate();
  return firms;
}

Day parse_day_option(std::string_view flag, std::string_view text) {
  int year = 0, month = 0, day = 0;
  const char* const end = text.data() + text.size();
  auto [p, e] = std::from_chars(text.data(), end, year);
  if (e == std::errc() && p < end && *p == '-') {
    auto [q, f] = std::from_chars(p + 1, end, month);
    if (f == std::errc() && q < end && *q == '-') {
      auto [r, g] = std::from_chars(q + 1, end, day);
      if (g == std::errc() && r == end)
        if (const auto parsed = day_from_civil(year, month, day)) return *parsed;
    }
  }
  throw usage_error(fmt::format("{} is \"{}\"", flag, text),
                    "give a date as yyyy-mm-dd, for example 2016-06-30");
}

std::vector<SectorId> sectors_named(const Establishments& firms, std::string_view list) {
  const std::vector<std::string> names = list_items(list);
  if (names.empty() && !list.empty())
    throw usage_error(fmt::format("--sectors is \"{}\"", list),
                      "give sectors separated by ';', or leave it out for all");
  std::vector<SectorId> found;
  for (const std::string& name : names) {
    const std::size_t before = found.size();
    for (std::size_t s = 0; s < firms.sector_names.size(); ++s)
      if (is_named(firms.sector_names[s], name)) found.push_back(static_cast<SectorId>(s));
    if (found.size() == before)
      throw usage_error(fmt::format("--sectors names \"{}\", which no establishment has", name),
                        advice_on_sectors(firms, name));
  }
  return found;
}

namespace {

RowSet rows_of_filter(const Table& table, const FirmFilter& filter, RunControl& run) {
  try {
    return rows_where(table, filter.where, run);
  } catch (const Error& error) {
    if (error.kind == ErrorKind::cancelled) throw;
    throw Error(error.kind, "--where: " + error.message, error.hint);
  }
}

}  // namespace

std::size_t apply_filter(Establishments& firms, const FirmFilter& filter, const Table& table,
                         RunControl& run) {
  const RowSet chosen = rows_of_filter(table, filter, run);
  const std::vector<SectorId> sectors = sectors_named(firms, filter.sectors);
  const std::unordered_set<SectorId> wanted(sectors.begin(), sectors.end());
  const bool by_day = !filter.active_on.empty();
  const Day day = by_day ? parse_day_option("--active-on", filter.active_on) : 0;
  std::size_t remaining = 0;
  for (std::size_t row = 0; row < firms.size(); ++row) {
    const bool active = !by_day || ((firms.born[row] == kUnknownDay || firms.born[row] <= day) &&
                                    (firms.closed[row] == kUnknownDay || firms.closed[row] > day));
    const bool in_sector = wanted.empty() || wanted.count(firms.sector[row]) > 0;
    if (active && in_sector && chosen.contains(row)) {
      remaining += firms.located(row) ? 1 : 0;
      continue;
    }
    firms.sector[row] = kUnknownSector;
    firms.x_m[row] = firms.y_m[row] = kMissing;
    if (!firms.z_m.empty()) firms.z_m[row] = kMissing;
    if (!firms.lon_deg.empty()) firms.lon_deg[row] = firms.lat_deg[row] = kMissing;
  }
  return remaining;
}

Institutions institutions_from(const Table& table, const Frame& frame) {
  Institutions sites;
  set_places(sites, table, frame);
  sites.id = text_column(table, "id");
  sites.name = text_column(table, "name");
  sites.kind = text_column(table, "kind");
  sites.services = text_column(table, "services");
  sites.capacity = number_column(table, "capacity");
  sites.opened = day_column(table, "opened");
  return sites;
}

Shapes shapes_in_metres(const Shapes& shapes, const Frame& frame) {
  return frame.kind == FrameKind::plane ? shapes : Projector(frame).metres_from_lonlat(shapes);
}

Zones zones_from(const Table& table, const Frame& frame) {
  if (frame.kind == FrameKind::geocentric)
    throw usage_error("the data are too wide for one projection in metres, which zones need",
                      "import the firms of one region at a time");
  Zones zones;
  zones.frame = frame;
  zones.shapes_m = shapes_in_metres(table.shapes, frame);
  zones.id = text_column(table, "id");
  zones.name = text_column(table, "name");
  zones.kind = text_column(table, "kind");
  zones.opened = day_column(table, "opened");
  return zones;
}

}  // namespace agglo
