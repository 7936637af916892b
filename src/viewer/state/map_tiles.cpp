#include "viewer/state/map_tiles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agglo/print.hpp"
#include "viewer/state/pick.hpp"
#include "viewer/state/time_view.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr int kGap = 3;

/// "3 years", "2 quarters", "14 months" or "100 days".
std::string length_of(const TimeRange& part, TimeStep step) {
  const int steps = whole_steps(shown_days(part), step);
  if (steps == 0)
    return counted("{} day", "{} days", static_cast<std::uint64_t>(std::max(0, part.to - part.from + 1)));
  const auto n = static_cast<std::uint64_t>(steps);
  if (step == TimeStep::year) return counted("{} year", "{} years", n);
  return step == TimeStep::quarter ? counted("{} quarter", "{} quarters", n)
                                   : counted("{} month", "{} months", n);
}

}  // namespace

bool has_tiles(const State& state) {
  return state.map && !state.compare && state.time.range.on && state.time.range.maps > 1;
}

std::vector<TileRect> tile_rects(int width, int height, int maps) {
  const int columns = map_columns(width, height, maps);
  const int rows = (maps + columns - 1) / columns;
  std::vector<TileRect> rects;
  for (int k = 0; k < maps; ++k) {
    const int column = k % columns, row = k / columns;
    const int x0 = width * column / columns, x1 = width * (column + 1) / columns;
    const int y0 = height * row / rows, y1 = height * (row + 1) / rows;
    const int right = column + 1 < columns ? kGap : 0, below = row + 1 < rows ? kGap : 0;
    rects.push_back({x0, y0, std::max(1, x1 - x0 - right), std::max(1, y1 - y0 - below)});
  }
  return rects;
}

std::string tile_title(const State& state, const TimeRange& part) {
  const std::string days = range_text(part);
  return part.mode == TimeMode::cumulative ? days
                                           : days + " (" + length_of(part, step_of_parts(state.time)) + ")";
}

std::string uneven_parts_text(const State& state) {
  if (!has_tiles(state) || state.time.range.mode == TimeMode::cumulative) return {};
  const std::vector<TimeRange> parts = parts_of(state.time.range, state.time.step);
  const TimeStep step = step_of_parts(state.time);
  const auto steps = [&](const TimeRange& part) { return whole_steps(shown_days(part), step); };
  const auto shorter = [&](const TimeRange& a, const TimeRange& b) { return steps(a) < steps(b); };
  const auto [least, most] = std::minmax_element(parts.begin(), parts.end(), shorter);
  if (steps(*least) == 0 || steps(*least) == steps(*most)) return {};
  const char* text = step == TimeStep::year      ? tr("Parts are whole years: {} to {} each.")
                     : step == TimeStep::quarter ? tr("Parts are whole quarters: {} to {} each.")
                                                 : tr("Parts are whole months: {} to {} each.");
  return fmt::format(fmt::runtime(text), steps(*least), steps(*most));
}

double tile_scale(const State& state) {
  const auto rects = tile_rects(state.camera.width, state.camera.height, state.time.range.maps);
  double scale = 1;
  for (const TileRect& rect : rects)
    scale = std::max({scale, static_cast<double>(state.camera.width) / rect.width,
                      static_cast<double>(state.camera.height) / rect.height});
  return scale;
}

std::optional<TilePlace> tile_at(const State& state, double x, double y) {
  const auto rects = tile_rects(state.camera.width, state.camera.height, state.time.range.maps);
  for (std::size_t k = 0; k < rects.size(); ++k) {
    const TileRect& r = rects[k];
    if (x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height)
      return TilePlace{k, x - r.x, y - r.y};
  }
  return std::nullopt;
}

ScreenPoint on_one_map(const State& state, const TilePlace& place) {
  const TileRect r = tile_rects(state.camera.width, state.camera.height, state.time.range.maps)[place.tile];
  const double scale = tile_scale(state);
  return {state.camera.width * 0.5 + (place.x - r.width * 0.5) * scale,
          state.camera.height * 0.5 + (place.y - r.height * 0.5) * scale};
}

Camera tile_camera(const State& state, std::size_t tile) {
  const TileRect rect = tile_rects(state.camera.width, state.camera.height, state.time.range.maps)[tile];
  Camera camera = state.camera;
  camera.width = rect.width;
  camera.height = rect.height;
  camera.metres_per_pixel *= tile_scale(state);
  return camera;
}

State tile_state(const State& state, std::size_t tile) {
  // A state of what plans are made from, and nothing else: tables and histories are not copied.
  State part;
  part.map = state.map;
  part.layers = state.layers;
  part.selection = state.selection;
  part.dark = state.dark;
  part.pixel_scale = state.pixel_scale;
  part.ui_scale = state.ui_scale;
  part.camera = tile_camera(state, tile);
  for (LayerView& view : part.layers)
    if (const auto rows = state.layer_rows.find(view.name);
        rows != state.layer_rows.end() && tile < rows->second.parts.size())
      view.shown = rows->second.parts[tile];
  return part;
}

std::optional<WorldPoint> world_at(const State& state, double x, double y) {
  if (!has_tiles(state)) return world_from_screen(state.camera, x, y);
  const auto place = tile_at(state, x, y);
  if (!place) return std::nullopt;
  const ScreenPoint pixel = on_one_map(state, *place);
  return world_from_screen(state.camera, pixel.x, pixel.y);
}

std::optional<Hit> hit_at(const State& state, double x, double y) {
  if (!has_tiles(state)) return pick(state, x, y);
  const auto place = tile_at(state, x, y);
  return place ? pick(tile_state(state, place->tile), place->x, place->y) : std::nullopt;
}

void refresh_hover(State& state) {
  state.hover = state.cursor_on_map ? hit_at(state, state.cursor_x, state.cursor_y) : std::nullopt;
}

}  // namespace agglo::viewer
