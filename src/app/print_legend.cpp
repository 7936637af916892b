// What a legend holds.
#include "app/print_legend.hpp"

#include <algorithm>

namespace agglo {
namespace {

/// Which kinds of shape a category has in the extent.
struct Seen {
  bool area = false, line = false, mark = false;
};

std::vector<Seen> seen_kinds(const SceneLayer& layer, const MapView& view) {
  std::vector<Seen> seen(layer.categories.size());
  if (layer.points_only) {
    for (Seen& s : seen) s.mark = true;
    return seen;
  }
  const Shapes& shapes = *layer.shapes;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    const std::int16_t index = layer.category ? (*layer.category)[row] : std::int16_t{0};
    if (index < 0 || shapes.kind[row] == ShapeKind::none || !shapes.box(row).intersects(view.extent_m))
      continue;
    Seen& s = seen[static_cast<std::size_t>(index)];
    s.area = s.area || shapes.kind[row] == ShapeKind::polygon;
    s.line = s.line || shapes.kind[row] == ShapeKind::line;
    s.mark = s.mark || shapes.kind[row] == ShapeKind::point;
  }
  return seen;
}

LegendEntry entry_of(const SceneLayer& layer, std::size_t index, std::uint64_t count, const Seen& seen,
                     double mark_pt) {
  const Category& category = layer.categories[index];
  LegendEntry entry;
  entry.label = category.label;
  entry.count = count;
  const double stroke = static_cast<double>(layer.style.stroke_width_mm) * kPointsPerMm;
  const auto opacity = static_cast<double>(layer.style.opacity);
  if (seen.area) entry.area = category;
  if (seen.line) entry.line = category;
  if (seen.mark) entry.mark = category;
  entry.area_stroke_pt = entry.line_stroke_pt = entry.mark_stroke_pt = stroke;
  // A dot of half a millimetre says nothing in a legend.
  entry.mark_pt = std::clamp(mark_pt, 2.6, 9.0);
  entry.area_opacity = entry.mark_opacity = opacity;
  return entry;
}

/// "By jobs lo": whose numbers the classes are, unless somebody worded the title or the entries say it.
std::string class_column(const SceneLayer& layer) {
  const Column* column = layer.table ? layer.table->find(layer.style.colour_by) : nullptr;
  if (layer.kind == "junctions" && column) return column->description;  // "Firms within 2.5 min"
  const bool worded =
      !layer.style.legend_title.empty() || layer.kind == "catchments" || layer.kind == "cover";
  if (worded || layer.style.classing != Classing::graduated || layer.style.colour_by.empty()) return "";
  std::string name = layer.style.colour_by;
  std::replace(name.begin(), name.end(), '_', ' ');
  return "By " + name;
}

/// What the numbers beside the classes of clusters are. By sector a class holds all firms of its clusters, of
/// whatever sector.
std::string what_is_counted(const SceneLayer& layer, const char* counted) {
  if (!layer.classes_from.empty()) return "Number of firms, by their cluster's class, not by their own";
  if (layer.kind != "clusters") return class_column(layer);
  const bool by_sector = layer.style.colour_by == "top_sector";
  return std::string("Number of ") + counted + (by_sector ? ", by the largest sector of the cluster" : "");
}

/// What the sizes of symbols stand for: a few round values.
std::vector<LegendEntry> size_entries(const SceneLayer& layer) {
  std::vector<LegendEntry> entries;
  if (!layer.size || layer.categories.empty()) return entries;
  const Column* column = layer.table ? layer.table->find(layer.style.size_by) : nullptr;
  const std::string unit = column && !column->unit.empty() ? " " + column->unit : "";
  for (const double value : size_legend_values(layer.size_most)) {
    LegendEntry entry;
    entry.mark = layer.categories[0];
    entry.mark->hatch = Hatch::none;
    if (layer.categories.size() > 1) entry.mark->fill = {176, 176, 176, 255};
    entry.mark->fill.a = std::max<std::uint8_t>(entry.mark->fill.a, 150);
    entry.mark->stroke = {90, 90, 90, 255};
    entry.mark_stroke_pt = 0.3;
    entry.mark_pt =
        static_cast<double>(size_mm(layer.style, static_cast<float>(value / layer.size_most))) * kPointsPerMm;
    entry.mark_opacity = static_cast<double>(layer.style.opacity);
    entry.least_height_pt = entry.mark_pt + 2;
    entry.label = legend_number(value, -1) + unit;
    entries.push_back(std::move(entry));
  }
  for (LegendEntry& entry : entries) entry.swatch_pt = std::max(14.0, entries[0].mark_pt + 1);
  entries[0].label += " (" + layer.style.size_by + ")";
  return entries;
}

std::string legend_title(const SceneLayer& layer) {
  return layer.style.legend_title.empty() ? layer.title : layer.style.legend_title;
}

/// Whether its entries name classes, be it only one, rather than the layer.
bool names_classes(const SceneLayer& layer) {
  const bool single =
      !layer.classes || layer.classes->kind.empty() || layer.classes->kind[0] == CategoryKind::single;
  return layer.categories.size() > 1 || (layer.categories.size() == 1 && !single);
}

LegendGroup group_of(const SceneLayer& layer, const MapView& view, const PointPlan& plan) {
  LegendGroup group;
  group.layer = &layer;
  if (layer.points_only && plan.density) {
    group.title = legend_title(layer);
    group.density = &plan;
    return group;
  }
  const std::vector<std::uint64_t> counts = visible_counts(layer, view);
  const std::vector<Seen> seen = seen_kinds(layer, view);
  const double mark_pt =
      layer.points_only ? plan.mark_pt : static_cast<double>(layer.style.mark_size_mm) * kPointsPerMm;
  for (const std::size_t i : legend_order(layer.categories, layer.style))
    if (counts[i] > 0) group.entries.push_back(entry_of(layer, i, counts[i], seen[i], mark_pt));
  const bool classes = names_classes(layer);
  if (!classes && !layer.style.legend_title.empty() && !group.entries.empty())
    group.entries[0].label = layer.style.legend_title;
  std::vector<LegendEntry> sizes = size_entries(layer);
  if (!classes && !sizes.empty()) {
    group.title = legend_title(layer);
    group.entries = std::move(sizes);
    return group;
  }
  if (classes) {
    group.title = legend_title(layer);
    group.counted = what_is_counted(layer, "clusters");
    for (LegendEntry& entry : group.entries)
      entry.show_count = layer.kind != "catchments" && layer.kind != "cover";
  } else {
    for (LegendEntry& entry : group.entries) entry.show_count = entry.count > 1 && !entry.line;
  }
  group.entries.insert(group.entries.end(), sizes.begin(), sizes.end());
  return group;
}

/// One swatch for a cluster and its firms; firms in no cluster keep an entry of their own below.
bool merge_firms(LegendGroup& clusters, const LegendGroup& firms) {
  if (clusters.title.empty() || firms.title.empty()) return false;
  for (LegendEntry& entry : clusters.entries) entry.count = 0;
  for (const LegendEntry& firm : firms.entries) {
    const auto found = std::find_if(clusters.entries.begin(), clusters.entries.end(),
                                    [&](const LegendEntry& entry) { return entry.label == firm.label; });
    if (found == clusters.entries.end()) {
      clusters.entries.push_back(firm);
    } else {
      found->mark = firm.mark;
      found->mark_pt = firm.mark_pt;
      found->mark_stroke_pt = firm.mark_stroke_pt;
      found->mark_opacity = firm.mark_opacity;
      found->count = firm.count;
    }
  }
  clusters.counted = what_is_counted(*clusters.layer, "firms");
  return true;
}

}  // namespace

std::vector<LegendGroup> legend_groups(const Scene& scene, const MapView& view,
                                       const std::vector<PointPlan>& plans) {
  std::vector<LegendGroup> groups;
  std::optional<LegendGroup> members;
  for (std::size_t i = scene.layers.size(); i-- > 0;) {
    const SceneLayer& layer = scene.layers[i];
    if (layer.is_base_map || !layer.style.visible || !layer.style.in_legend) continue;
    LegendGroup group = group_of(layer, view, plans[i]);
    const bool empty = group.density ? plans[i].visible == 0 : group.entries.empty();
    if (empty) continue;
    // Clusters come before their firms here, because they are drawn above them.
    if (layer.kind == "cluster_firms" && !group.density) {
      bool merged = false;
      for (std::size_t above = i + 1; above < scene.layers.size() && !merged; ++above) {
        const SceneLayer& clusters = scene.layers[above];
        if (clusters.kind != "clusters" || !clusters.style.visible) continue;
        for (LegendGroup& known : groups)
          if (!merged && known.layer == &clusters) merged = merge_firms(known, group);
      }
      if (merged) continue;
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace agglo
