#include "app/scene_styled.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include "app/scene_classes.hpp"

namespace agglo {
namespace {

/// The result layer of kind "clusters" that belongs to the firms: of the same step, or the last one.
const StyledLayer* clusters_of(const std::vector<StyledLayer>& all, const Layer& firms) {
  const StyledLayer* found = nullptr;
  for (const StyledLayer& entry : all) {
    if (entry.layer->kind != "clusters" || !entry.layer->table || !entry.layer->table->find("cluster"))
      continue;
    const bool same = !firms.provenance.step.empty() && entry.layer->provenance.step == firms.provenance.step;
    if (same) return &entry;
    found = &entry;
  }
  return found;
}

template <class T>
std::shared_ptr<const std::vector<T>> shared(std::vector<T> values) {
  return values.empty() ? nullptr : std::make_shared<const std::vector<T>>(std::move(values));
}

bool shows_sectors(const Layer& layer, const Style& style) {
  return layer.kind == "clusters" && layer.table && style.colour_by == "top_sector" &&
         style.classing == Classing::automatic;
}

/// Clusters by sector: a sector has the same colour in all layers, given by the first one that shows it.
Classes cluster_classes(const Layer& layer, const Style& style, const std::vector<StyledLayer>& all) {
  Classes classes = classify(layer, style);
  if (!shows_sectors(layer, style)) return classes;
  std::unordered_map<std::string, std::size_t> known;
  for (const StyledLayer& other : all) {
    if (!shows_sectors(*other.layer, *other.style)) continue;
    const Classes theirs = other.layer == &layer ? classes : classify(*other.layer, *other.style);
    std::vector<std::size_t> colour(theirs.categories.size(), 0);
    std::set<std::size_t> taken;
    for (std::size_t i = 0; i < colour.size(); ++i)
      if (const auto found = known.find(theirs.value[i]); found != known.end())
        taken.insert(colour[i] = found->second);
    for (std::size_t i = 0, next = 0; i < colour.size(); ++i) {
      if (theirs.kind[i] != CategoryKind::named || known.contains(theirs.value[i])) continue;
      while (taken.contains(next)) ++next;
      colour[i] = next++;
      known[theirs.value[i]] = colour[i];
    }
    if (other.layer != &layer) continue;
    classes.colour = std::move(colour);
    break;
  }
  return classes;
}

void style_classes(const Layer& layer, const Style& style, const std::vector<StyledLayer>& all,
                   SceneLayer& target) {
  const bool by_cluster = layer.kind == "cluster_firms" && style.colour_by == "cluster" &&
                          style.classing != Classing::single && layer.table->find("cluster");
  const StyledLayer* clusters = by_cluster ? clusters_of(all, layer) : nullptr;
  Classes classes;
  std::vector<Category> cluster_looks;
  if (clusters) {
    const Classes base = cluster_classes(*clusters->layer, *clusters->style, all);
    cluster_looks = looks_of(base, clusters->layer->role, clusters->layer->kind, *clusters->style, nullptr);
    classes = classify_firms_by_cluster(layer, *clusters->layer, base);
  } else {
    classes = cluster_classes(layer, style, all);
  }
  target.classes_from = clusters ? clusters->layer->name : "";
  const bool one_class = target.is_base_map && classes.categories.size() <= 1;
  target.category =
      one_class ? nullptr : std::make_shared<const std::vector<std::int16_t>>(std::move(classes.of_row));
  classes.of_row.clear();
  target.categories = looks_of(classes, target.role, target.kind, style, clusters ? &cluster_looks : nullptr);
  target.classes = std::make_shared<const Classes>(std::move(classes));
}

/// Where the symbols of areas and lines stand.
void place_symbols(SceneLayer& target) {
  if (target.points_only || !target.shapes) return;
  if (!target.size) {
    target.x = target.y = nullptr;
    return;
  }
  if (target.x) return;
  std::vector<double> x(target.shapes->size()), y(target.shapes->size());
  for (std::size_t row = 0; row < x.size(); ++row) {
    const InnerPlace place = inner_place(*target.shapes, row);
    x[row] = place.x;
    y[row] = place.y;
  }
  target.x = shared(std::move(x));
  target.y = shared(std::move(y));
}

double ring_area(const Shapes& shapes, std::size_t begin, std::size_t end) {
  double twice = 0;
  for (std::size_t i = begin; i + 1 < end; ++i)
    twice += (shapes.x[i] - shapes.x[begin]) * (shapes.y[i + 1] - shapes.y[begin]) -
             (shapes.x[i + 1] - shapes.x[begin]) * (shapes.y[i] - shapes.y[begin]);
  return std::abs(twice) * 0.5;
}

/// The middle of the widest run inside part `part` at height y; NaN when there is none.
InnerPlace widest_run(const Shapes& shapes, std::size_t part, double y) {
  std::vector<double> crossings;
  for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
    for (std::size_t i = shapes.ring_start[ring]; i + 1 < shapes.ring_start[ring + 1]; ++i) {
      const double y0 = shapes.y[i], y1 = shapes.y[i + 1];
      if ((y0 <= y) != (y1 <= y))
        crossings.push_back(shapes.x[i] + (y - y0) / (y1 - y0) * (shapes.x[i + 1] - shapes.x[i]));
    }
  std::sort(crossings.begin(), crossings.end());
  InnerPlace best{std::numeric_limits<double>::quiet_NaN(), y};
  double width = -1;
  for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
    if (crossings[i + 1] - crossings[i] > width) {
      width = crossings[i + 1] - crossings[i];
      best.x = (crossings[i] + crossings[i + 1]) * 0.5;
    }
  return best;
}

}  // namespace

void style_layer(const Layer& layer, const Style& style, const std::vector<StyledLayer>& all,
                 SceneLayer& target) {
  target.style = style;
  style_classes(layer, style, all, target);
  RowLabels labels = row_labels(layer, style);
  target.labels = shared(std::move(labels.text));
  target.label_rank = target.labels ? shared(std::move(labels.rank)) : nullptr;
  RowSizes sizes = row_sizes(layer, style.size_by);
  target.size = shared(std::move(sizes.share));
  target.size_most = sizes.most;
  place_symbols(target);
  RowSizes weights = row_sizes(layer, style.weight_by);
  for (float& weight : weights.share) weight *= static_cast<float>(weights.most);
  target.weight = shared(std::move(weights.share));
}

InnerPlace inner_place(const Shapes& shapes, std::size_t row) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const ShapeKind kind = shapes.kind[row];
  if (kind == ShapeKind::none || shapes.row_start[row] == shapes.row_start[row + 1]) return {kNone, kNone};
  if (kind == ShapeKind::point) return {shapes.first_x(row), shapes.first_y(row)};
  std::size_t best_part = shapes.row_start[row];
  double best = -1;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
    const std::size_t ring = shapes.part_start[part];
    const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
    const double size =
        kind == ShapeKind::polygon ? ring_area(shapes, begin, end) : static_cast<double>(end - begin);
    if (begin != end && size > best) {
      best = size;
      best_part = part;
    }
  }
  const std::size_t ring = shapes.part_start[best_part];
  const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
  if (begin == end) return {kNone, kNone};
  if (kind == ShapeKind::line) return {shapes.x[(begin + end) / 2], shapes.y[(begin + end) / 2]};
  const auto [low, high] = std::minmax_element(shapes.y.begin() + static_cast<std::ptrdiff_t>(begin),
                                               shapes.y.begin() + static_cast<std::ptrdiff_t>(end));
  const InnerPlace place = widest_run(shapes, best_part, (*low + *high) * 0.5);
  return std::isnan(place.x) ? InnerPlace{shapes.x[begin], shapes.y[begin]} : place;
}

void restyle_layer(const Dataset& data, const SceneStyles& styles, const Style& style, SceneLayer& layer) {
  const Layer* source = data.find(layer.name);
  if (!source || !source->table) {  // a layer of the base map: its classes are its own
    layer.style = style;
    return;
  }
  std::vector<Style> kept;
  kept.reserve(data.layers.size());
  std::vector<StyledLayer> all;
  for (const Layer& other : data.layers) {
    const auto found = std::find_if(styles.styles.begin(), styles.styles.end(),
                                    [&](const auto& named) { return named.first == other.name; });
    kept.push_back(found != styles.styles.end() ? found->second : default_style(other));
    all.push_back({&other, &kept.back()});
  }
  style_layer(*source, style, all, layer);
}

}  // namespace agglo
