// Names on the printed map.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/labels.hpp"
#include "app/print_map.hpp"

namespace agglo {
namespace {

constexpr std::size_t kMostTowns = 45;
constexpr std::size_t kMostLabels = 160;  // of one layer; beyond, a page gets unreadable
// Of maps below this size (square points) names get smaller and fewer, and long ones are left out.
constexpr double kSmallMap = 100e3;
constexpr double kRoomOfName = 3500, kLongestName = 0.36;  // square points; share of the map's width
constexpr std::size_t kLeastNames = 6;

struct Wanted {
  const SceneLayer* layer;
  std::size_t row;
  int priority;  ///< lower = placed first
  double rank;
  Font font;
  Box feature_pt;  ///< of the feature on the page
};

bool is_towns(const SceneLayer& layer) {
  return layer.kind == "places";
}

int priority_of(const SceneLayer& layer) {
  if (layer.kind == "clusters") return 0;
  if (layer.kind == "cases") return 1;
  if (is_towns(layer)) return 3;
  if (layer.role == Role::zones || layer.kind == "zone_profile") return 4;
  if (layer.role == Role::institutions) return 5;
  return 6;
}

Font usual_font(const SceneLayer& layer) {
  if (layer.kind == "clusters") return {7.5, true, false, kInk};
  if (layer.kind == "cases") return {7.5, true, false, {150, 60, 0, 255}};
  if (is_towns(layer)) return {7, false, false, {70, 70, 70, 255}};
  if (layer.role == Role::zones || layer.kind == "zone_profile") return {6.5, false, true, {92, 34, 84, 255}};
  if (layer.role == Role::institutions) return {6.5, false, false, {92, 34, 60, 255}};
  return {6.5, false, false, {80, 76, 70, 255}};
}

double area_of(const Box& frame) {
  return frame.width() * frame.height();
}

/// How much smaller the letters of a small map are.
double letters_of(const Box& frame) {
  return std::clamp(std::sqrt(area_of(frame) / kSmallMap), 0.8, 1.0);
}

Font font_of(const SceneLayer& layer, const Box& frame) {
  Font font = usual_font(layer);
  font.size_pt *= letters_of(frame);
  if (layer.style.label_size_pt > 0) font.size_pt = static_cast<double>(layer.style.label_size_pt);
  return font;
}

/// The feature's box on the page; empty when it is not in the frame.
Box feature_box(const SceneLayer& layer, std::size_t row, const MapView& view) {
  Box box;
  const float mark_mm = layer.size ? size_mm(layer.style, (*layer.size)[row]) : layer.style.mark_size_mm;
  const double half_mark = static_cast<double>(mark_mm) * kPointsPerMm * 0.6;
  if (layer.points_only || layer.shapes->kind[row] == ShapeKind::point) {
    const double x = layer.points_only ? (*layer.x)[row] : layer.shapes->first_x(row);
    const double y = layer.points_only ? (*layer.y)[row] : layer.shapes->first_y(row);
    if (!view.shows(x, y)) return box;
    const double px = view.page_x(x), py = view.page_y(y);
    return {px - half_mark, py - half_mark, px + half_mark, py + half_mark};
  }
  if (layer.shapes->kind[row] == ShapeKind::none) return box;
  const Box metres = layer.shapes->box(row);
  const double mid_x = (metres.min_x + metres.max_x) / 2, mid_y = (metres.min_y + metres.max_y) / 2;
  if (!view.shows(mid_x, mid_y)) return box;
  return {view.page_x(metres.min_x), view.page_y(metres.max_y), view.page_x(metres.max_x),
          view.page_y(metres.min_y)};
}

void collect(const SceneLayer& layer, const MapView& view, std::vector<Wanted>& wanted) {
  const std::size_t first = wanted.size();
  for (std::size_t row = 0; row < layer.labels->size(); ++row) {
    if ((*layer.labels)[row].empty() || (layer.category && (*layer.category)[row] < 0)) continue;
    const Box box = feature_box(layer, row, view);
    if (box.empty()) continue;
    const double rank = layer.label_rank ? static_cast<double>((*layer.label_rank)[row]) : 0;
    wanted.push_back({&layer, row, priority_of(layer), rank, font_of(layer, view.frame_pt), box});
  }
  const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(first);
  std::stable_sort(begin, wanted.end(), [](const Wanted& a, const Wanted& b) { return a.rank > b.rank; });
  const std::size_t most = is_towns(layer) ? kMostTowns : kMostLabels;
  if (wanted.size() - first > most) wanted.resize(first + most, wanted.front());
  // The few largest towns orient the reader: in larger letters, and before everything but clusters and cases;
  // those that the project itself names come first of all.
  for (std::size_t i = first; is_towns(layer) && i < wanted.size() && i < first + 6; ++i) {
    wanted[i].priority = 2;
    wanted[i].font.size_pt = (i < first + 3 ? 9 : 8) * letters_of(view.frame_pt);
    wanted[i].font.colour = {50, 50, 50, 255};
  }
}

std::vector<Box> obstacles_of(const Scene& scene, const MapView& view) {
  std::vector<Box> boxes;
  for (const SceneLayer& layer : scene.layers) {
    const bool marks = layer.role == Role::institutions || layer.role == Role::zones || layer.kind == "cases";
    if (!layer.style.visible || !marks || is_towns(layer)) continue;
    const std::size_t rows = layer.points_only ? layer.x->size() : layer.shapes->size();
    for (std::size_t row = 0; row < rows && boxes.size() < 5000; ++row) {
      if (!layer.points_only && layer.shapes->kind[row] != ShapeKind::point) continue;
      const Box box = feature_box(layer, row, view);
      if (!box.empty()) boxes.push_back(box);
    }
  }
  return boxes;
}

/// On a small map names must not hide what they name: as many as have room around them, the important ones.
std::vector<std::optional<PlacedLabel>> placed_in(const Box& frame, std::vector<PlaceRequest>& requests,
                                                  const std::vector<Box>& obstacles) {
  const bool small = area_of(frame) < kSmallMap;
  for (PlaceRequest& request : requests)
    if (small && request.width > kLongestName * frame.width()) request.x = std::nan("");
  auto placed =
      place_labels(requests, {frame.min_x + 3, frame.min_y + 3, frame.max_x - 3, frame.max_y - 3}, obstacles);
  // The frame of a page that is too small for one has no area, or less.
  const double names = std::max(0.0, area_of(frame) / kRoomOfName);
  std::size_t room = small ? std::max(kLeastNames, static_cast<std::size_t>(names)) : placed.size();
  for (auto& place : placed) {
    if (room == 0) place.reset();
    if (place) --room;
  }
  return placed;
}

PlaceRequest request_of(const Wanted& wanted, TextSize size) {
  PlaceRequest request;
  const Box& box = wanted.feature_pt;
  request.x = (box.min_x + box.max_x) / 2;
  request.y = (box.min_y + box.max_y) / 2;
  request.half_width = box.width() / 2;
  request.half_height = box.height() / 2;
  request.width = size.width + 1;
  // The line height of the font leaves more air above and below the letters than labels on a map need.
  request.height = size.height * 0.78;
  request.centred = !wanted.layer->points_only && wanted.layer->shapes->kind[wanted.row] != ShapeKind::point;
  // A label beside a long box of a large area would be far from it: then it belongs on the area.
  if (request.centred && (request.half_width > 60 || request.half_height > 60)) {
    request.half_width = std::max(request.half_width, request.width / 2);
    request.half_height = std::max(request.half_height, request.height / 2);
  }
  return request;
}

}  // namespace

DrawnLabels draw_labels(const Canvas& canvas, const Scene& scene, const MapView& view,
                        const std::vector<Box>& taken) {
  std::vector<Wanted> wanted;
  for (const SceneLayer& layer : scene.layers)
    if (layer.style.visible && layer.labels) collect(layer, view, wanted);
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const Wanted& a, const Wanted& b) { return a.priority < b.priority; });
  std::vector<PlaceRequest> requests;
  for (const Wanted& w : wanted)
    requests.push_back(request_of(w, measure_text(canvas, {(*w.layer->labels)[w.row], w.font})));
  std::vector<Box> obstacles = obstacles_of(scene, view);
  obstacles.insert(obstacles.end(), taken.begin(), taken.end());
  const auto placed = placed_in(view.frame_pt, requests, obstacles);
  DrawnLabels drawn;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!placed[i]) {
      ++drawn.left_out;
      continue;
    }
    ++drawn.placed;
    const SceneLayer& layer = *wanted[i].layer;
    if (is_towns(layer))
      draw_mark(canvas.cairo, requests[i].x, requests[i].y,
                static_cast<double>(layer.style.mark_size_mm) * kPointsPerMm, layer.categories[0], 0.4,
                static_cast<double>(layer.style.opacity));
  }
  // Texts last, so that no mark lies on a letter.
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (placed[i])
      draw_text(canvas, placed[i]->x + 0.5, placed[i]->y - 0.14 * requests[i].height,
                {(*wanted[i].layer->labels)[wanted[i].row], wanted[i].font, 0, true});
  return drawn;
}

}  // namespace agglo
