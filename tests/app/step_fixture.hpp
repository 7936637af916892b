// Layers built in memory and steps run on them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "agglo/projection.hpp"

namespace agglo::test {

struct Firm {
  double x, y;
  std::string sector;
  double jobs_lo = std::numeric_limits<double>::quiet_NaN(), jobs_hi = jobs_lo;
  Day born = kUnknownDay, closed = kUnknownDay;
};

struct Site {
  double x, y;  ///< NaN: no place
  std::string id, kind, services;
};

inline Layer layer_of(Role role, Table table) {
  Layer layer{to_string(role),
              to_string(role),
              role,
              "",
              nullptr,
              {std::string(to_string(role)) + ".csv", "", "", ""}};
  layer.table = std::make_shared<Table>(std::move(table));
  return layer;
}

inline Layer firms_layer(const std::vector<Firm>& firms) {
  Table table;
  table.row_count = firms.size();
  StringColumn id, name, sector;
  std::vector<double> lo, hi;
  Days born, closed;
  for (const Firm& firm : firms) {
    id.push_back("F" + std::to_string(id.size()));
    name.push_back("firm");
    sector.push_back(firm.sector);
    lo.push_back(firm.jobs_lo);
    hi.push_back(firm.jobs_hi);
    born.values.push_back(firm.born);
    closed.values.push_back(firm.closed);
    table.shapes.add_point(firm.x, firm.y);
  }
  table.add("id", id);
  table.add("name", name);
  table.add("sector", sector);
  table.add("jobs_lo", lo);
  table.add("jobs_hi", hi);
  table.add("born", born);
  table.add("closed", closed);
  return layer_of(Role::establishments, std::move(table));
}

inline Layer sites_layer(const std::vector<Site>& sites, Role role = Role::institutions) {
  Table table;
  table.row_count = sites.size();
  StringColumn id, name, kind, services;
  for (const Site& site : sites) {
    id.push_back(site.id);
    name.push_back("site " + site.id);
    kind.push_back(site.kind);
    services.push_back(site.services);
    table.shapes.add_point(site.x, site.y);
  }
  table.add("id", id);
  table.add("name", name);
  table.add("kind", kind);
  table.add("services", services);
  return layer_of(role, std::move(table));
}

inline void add_box(Shapes& shapes, double west, double south, double east, double north) {
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{west, east, east, west, west},
                  std::vector<double>{south, south, north, north, south});
}

inline Layer box_layer(Role role, double west, double south, double east, double north) {
  Table table;
  table.row_count = 1;
  for (const char* name : {"id", "name", "kind"}) {
    StringColumn text;
    text.push_back("box");
    table.add(name, text);
  }
  add_box(table.shapes, west, south, east, north);
  return layer_of(role, std::move(table));
}

/// The first layer is the establishments; longitude/latitude unless `plane`.
inline Dataset dataset(std::vector<Layer> layers, bool plane = false) {
  Dataset data;
  data.frame = plane ? Frame{FrameKind::plane, "", "plane", 0}
                     : choose_frame(layers[0].table->shapes.x, layers[0].table->shapes.y);
  data.layers = std::move(layers);
  return data;
}

inline Outcome run(const Dataset& data, const std::string& operation, OptionValues options = {}) {
  RunControl control(1);
  return run_step(data, {operation, "", "", std::move(options), 0}, control);
}

inline const Table& result(const Outcome& outcome, const std::string& name) {
  for (const Layer& layer : outcome.layers)
    if (layer.name == name) return *layer.table;
  throw std::logic_error("no layer " + name);
}

/// "usage: message | hint", "failure: ..." or "no error".
template <class Action>
std::string error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string(error.kind == ErrorKind::usage ? "usage: " : "failure: ") + error.message + " | " +
           error.hint;
  }
  return "no error";
}

inline std::string joined(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  return text;
}

/// The longest step in longitude along any ring.
inline double longest_step_deg(const Shapes& shapes) {
  double longest = 0;
  for (std::size_t ring = 0; ring + 1 < shapes.ring_start.size(); ++ring)
    for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i)
      longest = std::max(longest, std::abs(shapes.x[i] - shapes.x[i - 1]));
  return longest;
}

}  // namespace agglo::test
