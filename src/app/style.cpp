// Styles: what a layer looks like before anybody changes it.
#include <set>
#include <string>

#include "agglo/scene.hpp"

namespace agglo {
namespace {

constexpr std::size_t kMostFilledRings = 12;

bool has(const Layer& layer, const char* column) {
  return layer.table && layer.table->find(column) != nullptr;
}

std::string first_of(const Layer& layer, std::initializer_list<const char*> columns) {
  for (const char* column : columns)
    if (has(layer, column)) return column;
  return {};
}

/// Distinct texts of a column, counting no further than `limit`.
std::size_t distinct_values(const Layer& layer, const char* column, std::size_t limit) {
  const Column* values = layer.table ? layer.table->find(column) : nullptr;
  std::set<std::string> seen;
  for (std::size_t row = 0; values && row < layer.table->row_count && seen.size() < limit; ++row)
    if (std::string text = values->text(row); !text.empty()) seen.insert(std::move(text));
  return seen.size();
}

Style basemap_style(const std::string& name) {
  Style style;
  style.stroke_width_mm = 0;
  style.fill = {248, 246, 241, 255};
  if (name == "basemap/lakes" || name == "basemap/rivers") {
    style.fill = {222, 233, 240, 255};
    style.stroke = {158, 189, 208, 255};
    style.stroke_width_mm = name == "basemap/lakes" ? 0.12f : 0.22f;
  } else if (name == "basemap/admin1") {
    style.fill.a = 0;
    style.stroke = {203, 197, 186, 255};
    style.stroke_width_mm = 0.15f;
  } else if (name == "basemap/countries") {
    style.stroke = {150, 145, 136, 255};
    style.stroke_width_mm = 0.28f;
  } else if (name == "basemap/places") {
    style.fill = {70, 70, 70, 255};
    style.stroke = {255, 255, 255, 255};
    style.mark_size_mm = 0.9f;
    style.label_by = "name";
  }
  return style;
}

Style cluster_style(const Layer& layer) {
  Style style;
  if (layer.kind == "clusters") {
    // A planner reads a dozen clusters by number; beyond that the sector tells more.
    const bool by_sector =
        distinct_values(layer, "cluster", 13) > 12 && distinct_values(layer, "top_sector", 2) > 1;
    style.colour_by = by_sector ? "top_sector" : first_of(layer, {"cluster"});
    style.label_by = first_of(layer, {"name", "label", "cluster"});
    style.fill = {0, 114, 178, 56};
    style.stroke = {0, 84, 132, 255};
    style.stroke_width_mm = 0.4f;
  } else if (layer.kind == "cluster_cores") {  // a shade over the colour of the cluster around it
    style.fill = {40, 40, 40, 56};
    style.stroke = {40, 40, 40, 255};
    style.stroke_width_mm = 0.25f;
  } else if (layer.kind == "cluster_firms") {
    style.colour_by = first_of(layer, {"cluster"});
    style.fill = {0, 114, 178, 255};
    style.mark_size_mm = 1.0f;
    style.stroke_width_mm = 0;
  } else if (layer.kind == "centres") {
    style.mark_size_mm = 3.2f;
    style.fill = {213, 94, 0, 230};
    style.stroke = {255, 255, 255, 255};
    style.stroke_width_mm = 0.25f;
    style.label_by = first_of(layer, {"label"});
  } else if (layer.kind == "centre_firms") {
    style.visible = false;  // the firms are on the map already
    style.colour_by = first_of(layer, {"centre"});
    style.mark_size_mm = 1.0f;
    style.stroke_width_mm = 0;
  }
  return style;
}

Style reach_style(const Layer& layer) {
  Style style;
  if (layer.kind == "catchments") {
    style.colour_by = first_of(layer, {"radius_km", "minutes", "road_km"});
    style.fill = {118, 62, 150, 40};
    style.stroke = {118, 62, 150, 255};
    style.stroke_width_mm = 0.25f;
    // Transparent rings of many sites add up to an even dark that hides the map: outlines alone then.
    if (layer.table && layer.table->row_count > kMostFilledRings) {
      style.fill.a = 0;
      style.stroke_width_mm = 0.18f;
    }
  } else if (layer.kind == "cover") {
    style.colour_by = first_of(layer, {"sites"});
    // Areas of several services or radii lie on each other; shown together they would mislead.
    style.visible = distinct_values(layer, "service", 2) < 2;
    for (const char* limit : {"radius_km", "minutes", "road_km"})
      style.visible = style.visible && distinct_values(layer, limit, 2) < 2;
    style.fill = {49, 104, 142, 120};
    style.stroke = {49, 104, 142, 160};
    style.stroke_width_mm = 0.1f;
  } else if (layer.kind == "zone_profile") {
    // The zones themselves are on the map already; this is the same shapes with counts, to switch on when
    // wanted.
    style.visible = false;
    style.colour_by = first_of(layer, {"firms"});
    style.label_by = first_of(layer, {"name"});
    style.fill = {170, 68, 153, 90};
    style.stroke = {110, 40, 100, 255};
  }
  return style;
}

/// Firms that lack a service. A firm comes once for each limit, so these are told apart first.
Style gap_style(const Layer& layer) {
  Style style;
  style.fill = {204, 51, 17, 255};
  style.stroke_width_mm = 0;
  style.mark_size_mm = 1.0f;
  for (const char* column : {"limit", "missing"})
    if (style.colour_by.empty() && distinct_values(layer, column, 2) > 1) style.colour_by = column;
  return style;
}

Style result_style(const Layer& layer) {
  if (layer.kind == "gaps") return gap_style(layer);
  for (const char* kind : {"clusters", "cluster_cores", "cluster_firms", "centres", "centre_firms"})
    if (layer.kind == kind) return cluster_style(layer);
  for (const char* kind : {"catchments", "cover", "zone_profile"})
    if (layer.kind == kind) return reach_style(layer);
  Style style;
  if (layer.kind == "selected_firms" || layer.kind == "selection") {
    style.fill = {230, 85, 13, layer.kind == "selection" ? std::uint8_t{60} : std::uint8_t{255}};
    style.stroke = {166, 54, 3, 255};
    style.stroke_width_mm = layer.kind == "selection" ? 0.4f : 0;
    style.mark_size_mm = 1.2f;
  } else if (layer.kind == "gaps" || layer.kind == "firm_access") {
    style.colour_by = first_of(layer, {"missing", "access", "share"});
    style.fill = {200, 30, 30, 255};
    style.stroke_width_mm = 0;
    style.mark_size_mm = 1.2f;
  } else if (layer.kind == "junctions") {
    for (const Column& column : layer.table ? layer.table->columns : std::vector<Column>{})
      if (style.colour_by.empty() && column.name.starts_with("reach_")) style.colour_by = column.name;
    style.fill = {49, 104, 142, 255};
    style.stroke_width_mm = 0;
    style.mark_size_mm = 0.9f;
  } else if (layer.kind == "cluster_access") {
    style.visible = false;  // the clusters are on the map already
    style.colour_by = first_of(layer, {"score"});
    style.label_by = first_of(layer, {"label"});
    style.fill = {118, 62, 150, 120};
  } else if (layer.kind == "cases") {
    style.visible = false;  // says nothing about the project's own data; in the list for who wants it
    style.mark = PointMark::star;
    style.mark_size_mm = 3;
    style.fill = {213, 94, 0, 255};
    style.stroke = {255, 255, 255, 255};
    style.label_by = first_of(layer, {"name", "place"});
  } else {
    style.fill = {150, 150, 150, 90};
    style.label_by = first_of(layer, {"name"});
  }
  return style;
}

}  // namespace

bool is_town_layer(const Layer& layer) {
  return layer.role == Role::infrastructure && has(layer, "population") && has(layer, "name");
}

/// Rivers are drawn as those of the base map, not as roads.
bool is_river_layer(const Layer& layer) {
  return layer.role == Role::infrastructure && has(layer, "kind") && distinct_values(layer, "kind", 2) == 1 &&
         layer.table->find("kind")->text(0) == "river";
}

bool is_further_sites(const Layer& layer) {
  return layer.role == Role::infrastructure && has(layer, "services") && has(layer, "kind") &&
         layer.table->shapes.kind.front() == ShapeKind::point;
}

Style default_style(const Layer& layer) {
  if (layer.name.rfind("basemap/", 0) == 0) return basemap_style(layer.name);
  if (is_river_layer(layer)) {
    Style river = basemap_style("basemap/rivers");
    river.stroke_width_mm = 0.6f;
    return river;
  }
  if (is_town_layer(layer)) return basemap_style("basemap/places");
  Style style;
  switch (layer.role) {
    case Role::establishments:
      style.fill = {0, 84, 132, 255};
      style.stroke_width_mm = 0;
      style.mark_size_mm = 1.0f;
      break;
    case Role::institutions:
      style.mark = PointMark::square;
      style.mark_size_mm = 2.2f;
      style.fill = {136, 34, 85, 255};
      style.stroke = {255, 255, 255, 255};
      style.stroke_width_mm = 0.25f;
      style.colour_by = first_of(layer, {"kind"});
      style.label_by = first_of(layer, {"name"});
      break;
    case Role::zones:
      style.fill = {170, 68, 153, 40};
      style.stroke = {110, 40, 100, 255};
      style.stroke_width_mm = 0.3f;
      style.hatch = Hatch::diagonal;
      style.mark = PointMark::diamond;
      style.mark_size_mm = 2.2f;
      style.colour_by = first_of(layer, {"kind"});
      style.label_by = first_of(layer, {"name"});
      break;
    case Role::infrastructure:
      style.fill = {176, 154, 128, 60};
      style.stroke = {186, 162, 132, 255};
      // A whole town's streets would cover the map at the width of a few main roads.
      style.stroke_width_mm = layer.table && layer.table->row_count > 2000 ? 0.15f : 0.3f;
      style.mark = PointMark::cross;
      style.mark_size_mm = 1.6f;
      if (is_further_sites(layer)) {
        style.fill = {0, 98, 112, 255};
        style.stroke = {255, 255, 255, 255};
        style.mark = PointMark::diamond;
        style.mark_size_mm = 3.0f;
        style.label_by = first_of(layer, {"name"});
      }
      break;
    case Role::network:
      style.stroke = {168, 160, 150, 255};
      style.stroke_width_mm = 0.2f;
      style.colour_by = first_of(layer, {"kind"});
      style.in_legend = false;  // greys that say no more than that these are roads
      break;
    case Role::regions:
      style.fill = {255, 255, 255, 90};
      style.stroke = {120, 116, 108, 255};
      style.stroke_width_mm = 0.3f;
      break;
    case Role::result:
      style = result_style(layer);
      break;
  }
  // Colours and labels by a column without values would only add an empty legend.
  if (!style.colour_by.empty() && distinct_values(layer, style.colour_by.c_str(), 1) == 0)
    style.colour_by.clear();
  return style;
}

}  // namespace agglo
