#include "app/operations/site_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

/// Discs are drawn a little too large, so that rounding and the curvature of edges keep no site out.
constexpr double kSlack = 1.001;

/// Distance on the Earth, or in the plane of the data.
double distance_m(const Frame& frame, double ax, double ay, double bx, double by) {
  return frame.kind == FrameKind::plane ? std::hypot(ax - bx, ay - by)
                                        : geodesic_distance_m({ax, ay}, {bx, by});
}

/// The disc around the middle of the box of the places; NaN are passed over, one must be known.
Disc disc_around(const std::vector<double>& x, const std::vector<double>& y, const Frame& frame) {
  const bool plane = frame.kind == FrameKind::plane;
  std::size_t first = 0;
  while (std::isnan(x[first]) || std::isnan(y[first])) ++first;
  // Longitudes are taken relative to one place, so that data across the antimeridian stay together.
  Box box;
  for (std::size_t i = first; i < x.size(); ++i)
    box.extend(plane ? x[i] : std::remainder(x[i] - x[first], 360), y[i]);
  Disc disc{(box.min_x + box.max_x) / 2 + (plane ? 0 : x[first]), (box.min_y + box.max_y) / 2};
  for (std::size_t i = first; i < x.size(); ++i)
    if (!std::isnan(x[i]) && !std::isnan(y[i]))
      disc.radius_m = std::max(disc.radius_m, kSlack * distance_m(frame, disc.x, disc.y, x[i], y[i]));
  return disc;
}

/// The rows of `all` that `kept` names.
Institutions rows_of(const Institutions& all, const std::vector<std::int64_t>& kept) {
  Institutions sites;
  sites.frame = all.frame;
  for (const std::int64_t kept_row : kept) {
    const auto row = static_cast<std::size_t>(kept_row);
    sites.x_m.push_back(all.x_m[row]);
    sites.y_m.push_back(all.y_m[row]);
    if (!all.z_m.empty()) sites.z_m.push_back(all.z_m[row]);
    if (!all.lon_deg.empty()) {
      sites.lon_deg.push_back(all.lon_deg[row]);
      sites.lat_deg.push_back(all.lat_deg[row]);
    }
    sites.id.push_back(all.id[row]);
    sites.name.push_back(all.name[row]);
    sites.kind.push_back(all.kind[row]);
    sites.services.push_back(all.services[row]);
    sites.capacity.push_back(all.capacity[row]);
    sites.opened.push_back(all.opened[row]);
  }
  return sites;
}

/// The layer of a role, null when there is none; Error{usage} when several could be meant.
const Layer* only_layer(const Dataset& data, Role role, const char* flag) {
  std::size_t count = 0;
  std::string names;
  for (const Layer& layer : data.layers) {
    if (layer.role != role) continue;
    names += fmt::format("{}\"{}\"", count == 0 ? "" : ", ", layer.name);
    ++count;
  }
  if (count > 1)
    throw usage_error(fmt::format("the project has several layers of {}: {}", to_string(role), names),
                      fmt::format("name one of them with {}", flag));
  return data.last(role);
}

Error none_left(const SiteSelection& s, const std::string& kinds) {
  std::string reasons;
  const auto add = [&](std::size_t count, const std::string& what) {
    if (count > 0) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, what);
  };
  add(s.unplaced, "without a place");
  add(s.other_kind, fmt::format("of another kind than \"{}\"", kinds));
  add(s.too_far, "too far from all firms and regions");
  if (reasons.empty()) reasons = "the layer is empty";
  return failure(fmt::format("no site of {} is left: {}", s.of, reasons),
                 s.too_far > 0      ? "check that sites and firms are of the same region"
                 : s.other_kind > 0 ? "give a kind that the sites have with --kind, or leave it out"
                                    : "import the sites with coordinates");
}

}  // namespace

const Layer& site_layer(const Dataset& data, const std::string& name, const char* flag) {
  if (const Layer* layer = data.find(name)) return *layer;
  const auto role = role_from_string(name);
  if (role && *role != Role::result)
    if (const Layer* layer = only_layer(data, *role, flag)) return *layer;
  const char* as = role && *role != Role::result ? to_string(*role) : "institutions";
  std::string hint = fmt::format(
      "import the sites first, for example: agglo import sites.csv --as {0} -o PROJECT; without a project "
      "give "
      "--{0} FILE",
      as);
  if (flag == std::string_view("--also"))
    hint = "import the sites first: agglo import planned.csv --as infrastructure --name planned -o PROJECT";
  if (flag == std::string_view("--of"))
    hint =
        "import what is counted under a name: agglo import workers.csv --as infrastructure --name workers "
        "-o PROJECT";
  throw usage_error(fmt::format("{} names \"{}\", which the project does not have", flag, name), hint);
}

Disc disc_of(const Establishments& firms) {
  const bool plane = firms.frame.kind == FrameKind::plane;
  bool any = false;
  for (std::size_t row = 0; row < firms.size() && !any; ++row) any = firms.located(row);
  if (!any) throw failure("no firm is left", "all lack a place or were left out by a filter");
  return disc_around(plane ? firms.x_m : firms.lon_deg, plane ? firms.y_m : firms.lat_deg, firms.frame);
}

std::optional<Disc> study_area_disc(const Dataset& data) {
  const Layer* regions = data.last(Role::regions);
  if (!regions || !regions->table || regions->table->shapes.box().empty()) return {};
  return disc_around(regions->table->shapes.x, regions->table->shapes.y, data.frame);
}

std::string site_id(const SiteSelection& selection, std::size_t site) {
  const std::string_view id = selection.sites.id[site];
  return id.empty() ? fmt::format("row {}", selection.row[site] + 1) : std::string(id);
}

std::string site_name(const SiteSelection& selection, std::size_t site) {
  const std::string_view name = selection.sites.name[site];
  return name.empty() ? site_id(selection, site) : std::string(name);
}

StringColumn site_labels(const SiteSelection& selection) {
  StringColumn labels;
  for (std::size_t s = 0; s < selection.sites.size(); ++s) labels.push_back(site_name(selection, s));
  return labels;
}

SiteSelection selected_sites(const Table& table, const Frame& frame, const std::string& kinds,
                             const std::vector<Disc>& discs, std::optional<double> ring_m) {
  const Institutions all = institutions_from(table, frame);
  const bool plane = frame.kind == FrameKind::plane;
  const auto &x = plane ? all.x_m : all.lon_deg, &y = plane ? all.y_m : all.lat_deg;
  const std::vector<std::string> wanted = list_items(kinds);
  SiteSelection selection;
  selection.of = all.size();
  std::vector<std::int64_t> candidates;
  for (std::size_t row = 0; row < all.size(); ++row)
    if (std::isnan(x[row]) || std::isnan(y[row]))
      ++selection.unplaced;
    else if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), all.kind[row]) == wanted.end())
      ++selection.other_kind;
    else
      candidates.push_back(static_cast<std::int64_t>(row));

  std::vector<double> reach_m;
  for (const Disc& disc : discs) {
    // A place in the disc has some site within radius + nearest, so what lies two radii beyond the nearest
    // to the middle is nearest to no place in it.
    double nearest_m = std::numeric_limits<double>::infinity();
    for (const std::int64_t row : candidates) {
      const auto i = static_cast<std::size_t>(row);
      nearest_m = std::min(nearest_m, distance_m(frame, disc.x, disc.y, x[i], y[i]));
    }
    reach_m.push_back(disc.radius_m + (ring_m ? *ring_m : disc.radius_m + kSlack * nearest_m));
  }
  for (const std::int64_t row : candidates) {
    const auto i = static_cast<std::size_t>(row);
    bool near = false;
    for (std::size_t d = 0; d < discs.size() && !near; ++d)
      near = distance_m(frame, discs[d].x, discs[d].y, x[i], y[i]) <= reach_m[d];
    if (near)
      selection.row.push_back(row);
    else
      ++selection.too_far;
  }
  if (selection.row.empty()) throw none_left(selection, kinds);
  selection.sites = rows_of(all, selection.row);
  return selection;
}

namespace {

/// One sentence for each reason for which sites were left out.
std::vector<std::string> left_out_notes(const SiteSelection& s, const std::string& kinds, bool rings,
                                        bool study_area) {
  std::vector<std::string> notes;
  if (s.unplaced > 0)
    notes.push_back(fmt::format("{} of {} sites have no place; they are left out.", s.unplaced, s.of));
  if (s.other_kind > 0)
    notes.push_back(fmt::format("{} of {} sites are of another kind than \"{}\"; they are left out.",
                                s.other_kind, s.of, kinds));
  if (s.too_far > 0)
    notes.push_back(fmt::format("{} of {} sites are so far away that {} no firm{}; they are left out.",
                                s.too_far, s.of, rings ? "their rings reach" : "they are nearest to",
                                study_area ? " and no part of the study area (regions)" : ""));
  return notes;
}

/// Says how many sites stand exactly where another does: often one place that was entered twice.
void note_same_place(const Institutions& sites, std::vector<std::string>& notes) {
  const bool plane = sites.frame.kind == FrameKind::plane;
  const auto &x = plane ? sites.x_m : sites.lon_deg, &y = plane ? sites.y_m : sites.lat_deg;
  std::set<std::pair<double, double>> places;
  for (std::size_t s = 0; s < sites.size(); ++s) places.emplace(x[s], y[s]);
  if (const std::size_t same = sites.size() - places.size(); same > 0)
    notes.push_back(
        fmt::format("{} of {} sites stand exactly where another does; each is counted, so check that none is "
                    "there twice.",
                    same, sites.size()));
}

}  // namespace

void append_sites(Institutions& sites, const Institutions& more) {
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  add(sites.x_m, more.x_m);
  add(sites.y_m, more.y_m);
  add(sites.z_m, more.z_m);
  add(sites.lon_deg, more.lon_deg);
  add(sites.lat_deg, more.lat_deg);
  add(sites.capacity, more.capacity);
  add(sites.opened, more.opened);
  for (std::size_t s = 0; s < more.size(); ++s) {
    sites.id.push_back(more.id[s]);
    sites.name.push_back(more.name[s]);
    sites.kind.push_back(more.kind[s]);
    sites.services.push_back(more.services[s]);
  }
}

SiteSelection chosen_sites(const Dataset& data, const SiteChoice& choice, const std::vector<Disc>& discs,
                           std::optional<double> ring_m, std::vector<std::string>& notes) {
  const Layer& layer = site_layer(data, choice.sites);
  SiteSelection chosen = selected_sites(*layer.table, data.frame, choice.kind, discs, ring_m);
  chosen.first_added = chosen.sites.size();
  const bool area = discs.size() > 1;
  for (std::string& note : left_out_notes(chosen, choice.kind, ring_m.has_value(), area))
    notes.push_back(std::move(note));
  if (choice.also.empty()) {
    note_same_place(chosen.sites, notes);
    return chosen;
  }
  const Layer& also = site_layer(data, choice.also, "--also");
  if (&also == &layer)
    throw usage_error(fmt::format("--also names \"{}\", whose sites are counted already", choice.also),
                      "name the layer with the further sites");
  const std::string prefix = fmt::format("--also {}: ", choice.also);
  SiteSelection added;
  try {
    added = selected_sites(*also.table, data.frame, choice.kind, discs, ring_m);
  } catch (const Error& error) {
    throw Error{error.kind, prefix + error.message, error.hint};
  }
  for (const std::string& note : left_out_notes(added, choice.kind, ring_m.has_value(), area))
    notes.push_back(prefix + note);
  notes.push_back(fmt::format("{} sites of \"{}\" are counted as well.", added.sites.size(), choice.also));
  append_sites(chosen.sites, added.sites);
  chosen.row.insert(chosen.row.end(), added.row.begin(), added.row.end());
  note_same_place(chosen.sites, notes);
  return chosen;
}

namespace {

const Layer& layer_of_site(const Dataset& data, const SiteChoice& choice, const SiteSelection& chosen,
                           std::size_t site) {
  return site < chosen.first_added ? site_layer(data, choice.sites) : site_layer(data, choice.also, "--also");
}

}  // namespace

std::vector<double> site_numbers(const Dataset& data, const SiteChoice& choice, const SiteSelection& chosen,
                                 const std::string& column, const char* flag) {
  std::vector<double> numbers;
  for (std::size_t s = 0; s < chosen.sites.size(); ++s) {
    const Layer& layer = layer_of_site(data, choice, chosen, s);
    const Column* found = layer.table->find(column);
    if (!found || std::holds_alternative<StringColumn>(found->values))
      throw usage_error(fmt::format("{} names \"{}\", which {} in \"{}\"", flag, column,
                                    found ? "holds no numbers" : "is no column", layer.name),
                        "name a number column that the sites have");
    numbers.push_back(found->number(static_cast<std::size_t>(chosen.row[s])));
  }
  return numbers;
}

std::string site_row(const Dataset& data, const SiteChoice& choice, const SiteSelection& chosen,
                     std::size_t site) {
  return fmt::format("row {} of \"{}\"", chosen.row[site] + 1,
                     layer_of_site(data, choice, chosen, site).name);
}

std::string site_sources(const Dataset& data, const SiteChoice& choice) {
  std::string sources = site_layer(data, choice.sites).provenance.source;
  if (!choice.also.empty()) sources += "; " + site_layer(data, choice.also, "--also").provenance.source;
  return sources;
}

}  // namespace agglo
