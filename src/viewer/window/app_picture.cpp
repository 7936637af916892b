// Pictures of the map, and what else goes between the window and other programs.
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "viewer/draw/tiles.hpp"
#include "viewer/state/desktop_dialog.hpp"
#include "viewer/state/results.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/app.hpp"

namespace agglo::viewer {

namespace {

/// Scale bar and sources, as the window has them beside the map.
void draw_furniture(std::vector<std::uint32_t>& pixels, int width, int height, double scale,
                    double metres_per_pixel, const std::vector<std::string>& credits) {
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_RGB24, width, height, width * 4);
  cairo_t* cairo = cairo_create(surface);
  cairo_select_font_face(cairo, "Noto Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  const auto text = [&](const std::string& words, double x, double y, double size) {
    cairo_set_font_size(cairo, size);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo, words.c_str(), &extents);
    if (x < 0) x = width + x - extents.x_advance;
    cairo_set_source_rgba(cairo, 1, 1, 1, 0.8);
    cairo_rectangle(cairo, x - 4 * scale, y - size, extents.x_advance + 8 * scale, size * 1.4);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.13, 0.15, 0.18);
    cairo_move_to(cairo, x, y);
    cairo_show_text(cairo, words.c_str());
  };
  const double metres = metres_per_pixel * 130 * scale,
               power = std::pow(10.0, std::floor(std::log10(metres)));
  const double nice = metres / power >= 5 ? 5 * power : metres / power >= 2 ? 2 * power : power;
  const double bar = nice / metres_per_pixel, x = 16 * scale, y = height - 16 * scale;
  text(nice >= 1000 ? fmt::format("{:g} km", nice / 1000) : fmt::format("{:g} m", nice), x, y - 8 * scale,
       13 * scale);
  cairo_set_line_width(cairo, 2 * scale);
  cairo_move_to(cairo, x, y - 4 * scale);
  cairo_line_to(cairo, x, y);
  cairo_line_to(cairo, x + bar, y);
  cairo_line_to(cairo, x + bar, y - 4 * scale);
  cairo_stroke(cairo);
  std::string sources;
  for (const std::string& credit : credits) sources += (sources.empty() ? "" : " · ") + credit;
  if (!sources.empty() && static_cast<double>(sources.size()) * 5.5 * scale < width - bar - 80 * scale)
    text(sources, -10 * scale, height - 10 * scale, 10 * scale);
  else if (!credits.empty())
    text(credits.front(), -10 * scale, height - 10 * scale, 10 * scale);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  for (std::uint32_t& pixel : pixels) pixel |= 0xff000000u;
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string png_bytes(std::vector<std::uint32_t>& pixels, int width, int height) {
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_RGB24, width, height, width * 4);
  std::string bytes;
  cairo_surface_write_to_png_stream(surface, append_bytes, &bytes);
  cairo_surface_destroy(surface);
  return bytes;
}

}  // namespace

void App::draw_picture(const State& fine) {
  constexpr int kRounds = 200;  // names are made a few at a time
  if (!has_tiles(fine)) {
    cache_.covered.clear();  // nothing lies over a picture
    FramePlan plan = plan_frame(fine, cache_);
    for (int round = 0; !plan.complete && round < kRounds; ++round) plan = plan_frame(fine, cache_);
    renderer_.draw_map(plan, cache_.atlas);
    return;
  }
  const auto unfinished = [](const TilePlan& tile) { return !tile.plan.complete; };
  cache_.covered.clear();
  std::vector<TilePlan> tiles = plan_tiles(fine, cache_);
  for (int round = 0; std::any_of(tiles.begin(), tiles.end(), unfinished) && round < kRounds; ++round)
    tiles = plan_tiles(fine, cache_);
  renderer_.draw_tiles(tiles, fine.camera.width, fine.camera.height, {150, 158, 170, 255}, cache_.atlas);
}

void App::take_picture(const PictureWish& wish) {
  if (!state.map) return;
  const int longest = std::max(1, std::max(state.camera.width, state.camera.height));
  const int times = std::clamp(std::min(wish.times, renderer_.longest_side() / longest), 1, 4);
  State fine = state;
  fine.camera.width *= times;
  fine.camera.height *= times;
  fine.camera.metres_per_pixel /= times;
  fine.pixel_scale *= times;
  draw_picture(fine);
  std::vector<std::uint32_t> pixels = renderer_.read_map();
  shown_ = {};  // the screen's own map is drawn again
  const int width = fine.camera.width, height = fine.camera.height;
  draw_furniture(pixels, width, height, fine.pixel_scale,
                 fine.camera.metres_per_pixel * (has_tiles(fine) ? tile_scale(fine) : 1), credits_of(state));
  if (wish.file.empty())
    image_clipboard_.offer(png_bytes(pixels, width, height));
  else
    write_png(wish.file, pixels, width, height);
  state.messages.push_back({MessageKind::note, tr("Picture of the map"),
                            wish.file.empty()
                                ? fmt::format("{} x {} px, PNG", width, height)
                                : wish.file.string() + fmt::format(", {} x {} px", width, height),
                            ""});
}

void App::serve_desktop_dialog() {
  if (!state.dialog || !state.dialog->desktop) {
    desktop_dialog_.stop();
    return;
  }
  const std::string program = state.desktop_dialog.string();
  const auto words = [&] { return desktop_dialog_words(program, *state.dialog); };
  if (!desktop_dialog_.busy() && !desktop_dialog_.start(program, words(), [] { Window::wake(); }))
    act(DesktopDialogEnded{-1, ""});
  if (const auto end = desktop_dialog_.take()) act(DesktopDialogEnded{end->status, end->output});
}

void App::serve_wishes() {
  serve_desktop_dialog();
  if (!window.dropped.empty()) act(DropFiles{std::exchange(window.dropped, {})});
  if (std::exchange(state.wants_clipboard, false)) act(PasteText{window.clipboard()});
  if (const auto wish = std::exchange(state.picture, std::nullopt)) {
    try {
      take_picture(*wish);
    } catch (const Error& error) {
      add_error(state, tr("Picture of the map"), error);
    }
    frames_left_ = 3;
  }
}

void* App::page_picture() {
  const PageEditor& editor = state.page_editor;
  if (!editor.preview) return nullptr;
  if (page_serial_ != editor.preview_serial || !page_texture_)
    page_texture_ =
        renderer_.panel_picture(editor.preview->pixels, editor.preview->width, editor.preview->height);
  page_serial_ = editor.preview_serial;
  return page_texture_;
}

}  // namespace agglo::viewer
