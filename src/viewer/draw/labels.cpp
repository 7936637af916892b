#include "viewer/draw/labels.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace agglo::viewer {

namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
template <class T>
using Handle = std::unique_ptr<T, Unref>;

std::string key_of(const std::string& text, const LabelLook& look) {
  std::string key(sizeof look.size_px + 10, '\0');
  const std::uint8_t bytes[10] = {static_cast<std::uint8_t>(look.bold),
                                  static_cast<std::uint8_t>(look.italic),
                                  look.text.r,
                                  look.text.g,
                                  look.text.b,
                                  look.text.a,
                                  look.halo.r,
                                  look.halo.g,
                                  look.halo.b,
                                  look.halo.a};
  std::memcpy(key.data(), &look.size_px, sizeof look.size_px);
  std::memcpy(key.data() + sizeof look.size_px, bytes, sizeof bytes);
  return key + text;
}

void set_source(cairo_t* cairo, const Colour& c) {
  cairo_set_source_rgba(cairo, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

Handle<PangoLayout> shape(cairo_t* cairo, const std::string& text, const LabelLook& look) {
  Handle<PangoLayout> layout(pango_cairo_create_layout(cairo));
  Handle<PangoFontDescription> font(pango_font_description_from_string("Noto Sans, sans-serif"));
  pango_font_description_set_absolute_size(font.get(), static_cast<double>(look.size_px) * PANGO_SCALE);
  if (look.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_SEMIBOLD);
  if (look.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  return layout;
}

struct Bitmap {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;
};

Bitmap draw_text(const std::string& text, const LabelLook& look) {
  Handle<cairo_surface_t> probe(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1));
  Handle<cairo_t> probing(cairo_create(probe.get()));
  PangoRectangle ink, logical;
  pango_layout_get_pixel_extents(shape(probing.get(), text, look).get(), &ink, &logical);
  constexpr int kHalo = 2;
  Bitmap bitmap;
  bitmap.width = ink.width + 2 * kHalo + 1;
  bitmap.height = ink.height + 2 * kHalo + 1;
  Handle<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, bitmap.width, bitmap.height));
  Handle<cairo_t> cairo(cairo_create(surface.get()));
  const auto layout = shape(cairo.get(), text, look);
  cairo_move_to(cairo.get(), kHalo - ink.x, kHalo - ink.y);
  pango_cairo_layout_path(cairo.get(), layout.get());
  set_source(cairo.get(), look.halo);
  cairo_set_line_width(cairo.get(), 2.0 * kHalo);
  cairo_set_line_join(cairo.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cairo.get());
  set_source(cairo.get(), look.text);
  cairo_move_to(cairo.get(), kHalo - ink.x, kHalo - ink.y);
  pango_cairo_show_layout(cairo.get(), layout.get());
  cairo_surface_flush(surface.get());
  const unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  bitmap.pixels.resize(static_cast<std::size_t>(bitmap.width) * static_cast<std::size_t>(bitmap.height));
  for (int row = 0; row < bitmap.height; ++row)
    std::memcpy(bitmap.pixels.data() + static_cast<std::ptrdiff_t>(row) * bitmap.width,
                data + static_cast<std::ptrdiff_t>(row) * stride, static_cast<std::size_t>(bitmap.width) * 4);
  return bitmap;
}

struct Rect {
  double x0, y0, x1, y1;
  bool overlaps(const Rect& o) const { return x0 < o.x1 && o.x0 < x1 && y0 < o.y1 && o.y0 < y1; }
};

/// Candidate top left corners, best first.
std::vector<std::array<double, 2>> places_for(const LabelWish& wish, const Sprite& s) {
  if (wish.clearance < 0) return {{wish.x - s.width * 0.5, wish.y - s.height * 0.5}};
  const double gap = static_cast<double>(wish.clearance) + 1;
  return {{wish.x + gap, wish.y - s.height * 0.5},
          {wish.x - gap - s.width, wish.y - s.height * 0.5},
          {wish.x - s.width * 0.5, wish.y - gap - s.height},
          {wish.x - s.width * 0.5, wish.y + gap}};
}

}  // namespace

SpriteAtlas::SpriteAtlas()
    : pixels_(static_cast<std::size_t>(kSide) * kSide, 0u), changed_first_(kSide), changed_last_(-1) {}

bool SpriteAtlas::holds(const std::string& text, const LabelLook& look) const {
  return sprites_.count(key_of(text, look)) != 0;
}

Sprite SpriteAtlas::get(const std::string& text, const LabelLook& look) {
  const std::string key = key_of(text, look);
  if (const auto found = sprites_.find(key); found != sprites_.end()) return found->second;
  const Bitmap bitmap = draw_text(text, look);
  if (bitmap.width > kSide || bitmap.height > kSide) return {};
  if (shelf_x_ + bitmap.width > kSide) {
    shelf_y_ += shelf_height_;
    shelf_x_ = shelf_height_ = 0;
  }
  if (shelf_y_ + bitmap.height > kSide) {
    sprites_.clear();
    shelf_x_ = shelf_y_ = shelf_height_ = 0;
    ++generation_;
  }
  const Sprite sprite{shelf_x_, shelf_y_, bitmap.width, bitmap.height};
  for (int row = 0; row < bitmap.height; ++row)
    std::copy_n(bitmap.pixels.begin() + static_cast<std::ptrdiff_t>(row) * bitmap.width, bitmap.width,
                pixels_.begin() + static_cast<std::ptrdiff_t>(sprite.y + row) * kSide + sprite.x);
  shelf_x_ += bitmap.width;
  shelf_height_ = std::max(shelf_height_, bitmap.height);
  changed_first_ = std::min(changed_first_, sprite.y);
  changed_last_ = std::max(changed_last_, sprite.y + bitmap.height - 1);
  sprites_.emplace(key, sprite);
  return sprite;
}

SpriteAtlas::Rows SpriteAtlas::take_changed_rows() {
  const Rows rows{changed_first_, changed_last_};
  changed_first_ = kSide;
  changed_last_ = -1;
  return rows;
}

LabelPlacement place_labels(const std::vector<LabelWish>& wishes, SpriteAtlas& atlas,
                            const LabelLimits& limits) {
  std::size_t new_sprites = limits.new_sprites;
  LabelPlacement result;
  std::vector<Rect> taken;
  const std::uint64_t generation = atlas.generation();
  for (std::size_t index = 0; index < wishes.size(); ++index) {
    const LabelWish& wish = wishes[index];
    if (result.placed.size() >= limits.most) break;
    // A guess of the width spares shaping texts that have no room anyway.
    const double guess = 0.5 * static_cast<double>(wish.look.size_px) * static_cast<double>(wish.text.size());
    if (wish.room_px > 0 && guess > 1.6 * static_cast<double>(wish.room_px)) continue;
    if (!atlas.holds(wish.text, wish.look)) {
      const Rect core{wish.x - 2, wish.y - 2, wish.x + 2, wish.y + 2};
      if (std::any_of(taken.begin(), taken.end(), [&](const Rect& r) { return r.overlaps(core); })) continue;
      if (new_sprites == 0) {
        result.complete = false;
        continue;
      }
      --new_sprites;
    }
    const Sprite sprite = atlas.get(wish.text, wish.look);
    if (atlas.generation() != generation) {  // the atlas started afresh: earlier sprites are gone
      result = {};
      result.complete = false;
      return result;
    }
    if (sprite.width == 0) continue;
    for (const auto& place : places_for(wish, sprite)) {
      const Rect rect{place[0], place[1], place[0] + sprite.width, place[1] + sprite.height};
      const Rect padded{rect.x0 - 2, rect.y0 - 1, rect.x1 + 2, rect.y1 + 1};
      const bool inside = rect.x0 >= 0 && rect.y0 >= 0 && rect.x1 <= limits.width && rect.y1 <= limits.height;
      if (wish.clearance >= 0 && !inside) continue;
      if (std::any_of(taken.begin(), taken.end(), [&](const Rect& r) { return r.overlaps(padded); }))
        continue;
      taken.push_back(rect);
      result.placed.push_back({sprite, static_cast<int>(std::floor(rect.x0 + 0.5)),
                               static_cast<int>(std::floor(rect.y0 + 0.5)), index});
      break;
    }
  }
  return result;
}

}  // namespace agglo::viewer
