// App: when and how the map is drawn anew, and pictures of the window.
#include <cairo.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viewer/state/compare.hpp"
#include "viewer/window/app.hpp"

namespace agglo::viewer {

FramePlan App::plan_of_side(const std::string& step) {
  std::vector<LayerView> layers = layers_of_side(state, step);
  std::swap(state.layers, layers);
  FramePlan plan = plan_frame(state, cache_);
  std::swap(state.layers, layers);
  return plan;
}

void App::draw_whole_map() {
  ++map_plans_;
  if (has_tiles(state)) return draw_tiles();
  if (!state.compare) {
    plan_ = plan_frame(state, cache_);
    renderer_.draw_map(plan_, cache_.atlas);
    return;
  }
  plan_ = plan_of_side(state.compare->a);
  FramePlan right = plan_of_side(state.compare->b);
  share_scales({&plan_, &right});
  renderer_.draw_map(plan_, cache_.atlas);
  plan_.densities.insert(plan_.densities.end(), right.densities.begin(), right.densities.end());
  plan_.heats.insert(plan_.heats.end(), right.heats.begin(), right.heats.end());
  // At least one column is left of the divider.
  const int from_px = std::max(1, static_cast<int>(std::lround(state.compare->divider * state.camera.width)));
  renderer_.draw_map(right, cache_.atlas, from_px);
  plan_.complete &= right.complete;
}

/// Moves the map that is there and draws what comes in at its edges, where drawing all of it is slow. True
/// when that was enough; names and colour scales follow when the map has come to rest.
bool App::pan_map(const Shown& now) {
  constexpr double kSlow_ms = 16;
  constexpr int kOverEdge = 24;  // pixels: symbols and smoothing reach over the edge of a part
  if (whole_map_ms_ < kSlow_ms || state.compare || has_tiles(state) || !plan_.complete || !plan_.shiftable)
    return false;
  Shown moved = shown_;
  moved.camera = now.camera;
  const auto shift = shift_between(shown_.camera, now.camera);
  if (!shift || !(moved == now)) return false;
  renderer_.shift_map(shift->dx, shift->dy);
  for (const PixelRect& part : shift->exposed) {
    const PixelRect place{part.x - kOverEdge, part.y - kOverEdge, part.width + 2 * kOverEdge,
                          part.height + 2 * kOverEdge};
    renderer_.draw_part(plan_part(state, cache_, plan_, place), place, part);
  }
  patched_ = true;
  patched_at_ = std::chrono::steady_clock::now();
  return true;
}

/// What lies over the map, in its pixels.
std::vector<PixelRect> App::covered_map() const {
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  std::vector<PixelRect> covered;
  const auto px = [&](float length) { return static_cast<int>(std::lround(length * ratio)); };
  for (const Area& area : layout_.over_map)
    if (area.width > 0)
      covered.push_back(
          {px(area.x - layout_.map.x), px(area.y - layout_.map.y), px(area.width), px(area.height)});
  return covered;
}

void App::draw_map_if_changed() {
  constexpr double kRest_ms = 120;
  const Comparison none{"", "", 0, {}, ""};
  const Comparison& compare = state.compare ? *state.compare : none;
  const Shown now{state.camera, state.layers,    state.map,        state.selection, compare.a,
                  compare.b,    compare.divider, state.time.range, covered_map(),   state.reach.answer};
  cache_.covered = now.covered;
  const bool at_rest = patched_ && now == shown_ && ms_since(patched_at_) > kRest_ms;
  if (now == shown_ && plan_.complete && !at_rest) {
    if (patched_) frames_left_ = std::max(frames_left_, 1 + kFramesToRest);
    // The first map does not wait for the trial, and maps of few points never do.
    if (plan_.points_in_view >= Binning::kLeast && cache_.binning.wish() != CountOn::processor) try_counter();
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  if (at_rest || !pan_map(now)) {
    draw_whole_map();
    frames_left_ = std::max(frames_left_, 2);  // legend and status bar tell about the map just drawn
    renderer_.finish();
    whole_map_ms_ = ms_since(start);
    patched_ = false;
  } else if (options_.has_script) {
    renderer_.finish();
  }
  frame_ms_ = ms_since(start);
  shown_ = now;
}

void App::draw_tiles() {
  const std::vector<TilePlan> tiles = plan_tiles(state, cache_);
  const Colour around = state.dark ? Colour{70, 78, 92, 255} : Colour{150, 158, 170, 255};
  renderer_.draw_tiles(tiles, state.camera.width, state.camera.height, around, cache_.atlas);
  // What the panels tell about the map is that of the first one, and all their points.
  plan_ = tiles.front().plan;
  for (std::size_t k = 1; k < tiles.size(); ++k) {
    plan_.points_in_view += tiles[k].plan.points_in_view;
    plan_.complete = plan_.complete && tiles[k].plan.complete;
  }
}

void App::take_shot(const std::filesystem::path& file) {
  settle();
  window.take_events(0);
  frame();  // the back buffer holds this frame until it is shown
  int width = 1, height = 1;
  window.pixel_size(width, height);
  write_png(file, renderer_.read_window(width, height), width, height);
  window.show_frame();
}

void write_png(const std::filesystem::path& file, const std::vector<std::uint32_t>& pixels, int width,
               int height) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int row = 0; row < height; ++row)
    std::copy_n(
        reinterpret_cast<const unsigned char*>(pixels.data() + static_cast<std::ptrdiff_t>(row) * width),
        static_cast<std::size_t>(width) * 4, data + static_cast<std::ptrdiff_t>(row) * stride);
  cairo_surface_mark_dirty(surface);
  const cairo_status_t status = cairo_surface_write_to_png(surface, file.c_str());
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    throw failure("cannot write \"" + file.string() + "\": " + cairo_status_to_string(status),
                  "check the folder");
}

}  // namespace agglo::viewer
