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

/// Styles of damaged projects may ask for anything.
double font_pixels(const LabelLook& look) {
  return std::isfinite(look.size_px) ? std::clamp(static_cast<double>(look.size_px), 1.0, 1000.0) : 13.0;
}

Handle<PangoLayout> shape(cairo_t* cairo, const std::string& text, const LabelLook& look) {
  Handle<PangoLayout> layout(pango_cairo_create_layout(cairo));
  Handle<PangoFontDescription> font(pango_font_description_from_string("Noto Sans, sans-serif"));
  pango_font_description_set_absolute_size(font.get(), font_pixels(look) * PANGO_SCALE);
  if (look.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_SEMIBOLD);
  if (look.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  return layout;
}

/// What surrounds the letters, two pixels at the size of most names.
int halo_pixels(const LabelLook& look) {
  return std::max(2, static_cast<int>(std::lround(font_pixels(look) * 2 / 13)));
}

struct TextBox {
  SpriteSize size;
  int x = 0, y = 0;  ///< where the text begins
};

TextBox box_of(PangoLayout* layout, int halo) {
  PangoRectangle ink, logical;
  pango_layout_get_pixel_extents(layout, &ink, &logical);
  return {{ink.width + 2 * halo + 1, ink.height + 2 * halo + 1}, halo - ink.x, halo - ink.y};
}

TextBox measure(const std::string& text, const LabelLook& look) {
  Handle<cairo_surface_t> probe(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1));
  Handle<cairo_t> cairo(cairo_create(probe.get()));
  return box_of(shape(cairo.get(), text, look).get(), halo_pixels(look));
}

struct Bitmap {
  SpriteSize size;
  std::vector<std::uint32_t> pixels;
};

Bitmap draw_text(const std::string& text, const LabelLook& look) {
  const TextBox box = measure(text, look);
  Bitmap bitmap{box.size, {}};
  Handle<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, box.size.width, box.size.height));
  Handle<cairo_t> cairo(cairo_create(surface.get()));
  const auto layout = shape(cairo.get(), text, look);
  cairo_move_to(cairo.get(), box.x, box.y);
  pango_cairo_layout_path(cairo.get(), layout.get());
  set_source(cairo.get(), look.halo);
  cairo_set_line_width(cairo.get(), 2.0 * halo_pixels(look));
  cairo_set_line_join(cairo.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cairo.get());
  set_source(cairo.get(), look.text);
  cairo_move_to(cairo.get(), box.x, box.y);
  pango_cairo_show_layout(cairo.get(), layout.get());
  cairo_surface_flush(surface.get());
  const unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  const auto width = static_cast<std::size_t>(box.size.width);
  bitmap.pixels.resize(width * static_cast<std::size_t>(box.size.height));
  for (int row = 0; row < box.size.height; ++row)
    std::memcpy(bitmap.pixels.data() + static_cast<std::size_t>(row) * width,
                data + static_cast<std::ptrdiff_t>(row) * stride, width * 4);
  return bitmap;
}

struct Rect {
  double x0, y0, x1, y1;
  bool overlaps(const Rect& o) const { return x0 < o.x1 && o.x0 < x1 && y0 < o.y1 && o.y0 < y1; }
};

/// Candidate top left corners, best first.
std::vector<std::array<double, 2>> places_for(const LabelWish& wish, const SpriteSize& s) {
  if (wish.clearance < 0) return {{wish.x - s.width * 0.5, wish.y - s.height * 0.5}};
  const double gap = static_cast<double>(wish.clearance) + 1;
  return {{wish.x + gap, wish.y - s.height * 0.5},
          {wish.x - gap - s.width, wish.y - s.height * 0.5},
          {wish.x - s.width * 0.5, wish.y - gap - s.height},
          {wish.x - s.width * 0.5, wish.y + gap}};
}

constexpr std::size_t kSizesRemembered = 100'000;

/// A label that has found its place.
struct Chosen {
  std::size_t wish = 0;
  int x = 0, y = 0;
  SpriteSize size;
};

/// Places of the wishes, first come first served. Takes from `new_texts` what it measures.
std::vector<Chosen> choose(const std::vector<LabelWish>& wishes, SpriteAtlas& atlas,
                           const LabelLimits& limits, bool& complete) {
  std::size_t new_texts = limits.new_sprites;
  std::vector<Chosen> chosen;
  std::vector<Rect> taken, covered;
  for (const PixelRect& r : limits.taken)
    covered.push_back({static_cast<double>(r.x), static_cast<double>(r.y), static_cast<double>(r.x + r.width),
                       static_cast<double>(r.y + r.height)});
  const auto overlaps_one = [](const std::vector<Rect>& rects, const Rect& rect) {
    return std::any_of(rects.begin(), rects.end(), [&](const Rect& r) { return r.overlaps(rect); });
  };
  for (std::size_t index = 0; index < wishes.size() && chosen.size() < limits.most; ++index) {
    const LabelWish& wish = wishes[index];
    // A guess of the width spares measuring texts that have no room anyway.
    const double guess = 0.5 * static_cast<double>(wish.look.size_px) * static_cast<double>(wish.text.size());
    if (wish.room_px > 0 && guess > 1.6 * static_cast<double>(wish.room_px)) continue;
    if (!atlas.is_measured(wish.text, wish.look)) {
      if (overlaps_one(taken, {wish.x - 2, wish.y - 2, wish.x + 2, wish.y + 2})) continue;
      if (new_texts == 0) {
        complete = false;
        continue;
      }
      --new_texts;
    }
    const SpriteSize size = atlas.size_of(wish.text, wish.look);
    if (size.width > SpriteAtlas::kSide || size.height > SpriteAtlas::kSide) continue;
    for (const auto& place : places_for(wish, size)) {
      const Rect rect{place[0], place[1], place[0] + size.width, place[1] + size.height};
      const bool inside = rect.x0 >= 0 && rect.y0 >= 0 && rect.x1 <= limits.width && rect.y1 <= limits.height;
      if (wish.clearance >= 0 && !inside) continue;
      const Rect padded{rect.x0 - 2, rect.y0 - 1, rect.x1 + 2, rect.y1 + 1};
      if (overlaps_one(taken, padded) || overlaps_one(covered, padded)) continue;
      taken.push_back(rect);
      chosen.push_back({index, static_cast<int>(std::floor(rect.x0 + 0.5)),
                        static_cast<int>(std::floor(rect.y0 + 0.5)), size});
      break;
    }
  }
  return chosen;
}

/// How many of the labels, the first ones, an empty atlas holds.
std::size_t fitting(const std::vector<Chosen>& chosen) {
  int x = 0, y = 0, height = 0;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const SpriteSize size = chosen[k].size;
    if (x + size.width > SpriteAtlas::kSide) {
      y += height;
      x = height = 0;
    }
    if (y + size.height > SpriteAtlas::kSide) return k;
    x += size.width;
    height = std::max(height, size.height);
  }
  return chosen.size();
}

/// The sprites of the labels; false when one finds no room in this generation of the atlas.
bool add_sprites(const std::vector<Chosen>& chosen, const std::vector<LabelWish>& wishes, SpriteAtlas& atlas,
                 const LabelLimits& limits, LabelPlacement& result) {
  std::size_t new_sprites = limits.new_sprites;
  for (const Chosen& label : chosen) {
    const LabelWish& wish = wishes[label.wish];
    if (!atlas.holds(wish.text, wish.look)) {
      if (!atlas.has_room(label.size)) return false;
      if (new_sprites == 0) {
        result.complete = false;
        continue;
      }
      --new_sprites;
    }
    result.placed.push_back({atlas.get(wish.text, wish.look), label.x, label.y, label.wish});
  }
  return true;
}

}  // namespace

SpriteAtlas::SpriteAtlas()
    : pixels_(static_cast<std::size_t>(kSide) * kSide, 0u), changed_first_(kSide), changed_last_(-1) {}

bool SpriteAtlas::holds(const std::string& text, const LabelLook& look) const {
  return sprites_.count(key_of(text, look)) != 0;
}

bool SpriteAtlas::is_measured(const std::string& text, const LabelLook& look) const {
  return sizes_.count(key_of(text, look)) != 0;
}

SpriteSize SpriteAtlas::size_of(const std::string& text, const LabelLook& look) {
  const std::string key = key_of(text, look);
  if (const auto found = sizes_.find(key); found != sizes_.end()) return found->second;
  if (sizes_.size() == kSizesRemembered) sizes_.clear();
  return sizes_[key] = measure(text, look).size;
}

bool SpriteAtlas::has_room(SpriteSize size) const {
  const bool next_shelf = shelf_x_ + size.width > kSide;
  return size.width <= kSide && (next_shelf ? shelf_y_ + shelf_height_ : shelf_y_) + size.height <= kSide;
}

void SpriteAtlas::start_afresh() {
  sprites_.clear();
  shelf_x_ = shelf_y_ = shelf_height_ = 0;
  ++generation_;
}

Sprite SpriteAtlas::get(const std::string& text, const LabelLook& look) {
  const std::string key = key_of(text, look);
  if (const auto found = sprites_.find(key); found != sprites_.end()) return found->second;
  const Bitmap bitmap = draw_text(text, look);
  const auto [width, height] = bitmap.size;
  if (width > kSide || height > kSide) return {};
  if (!has_room(bitmap.size)) start_afresh();
  if (shelf_x_ + width > kSide) {
    shelf_y_ += shelf_height_;
    shelf_x_ = shelf_height_ = 0;
  }
  const Sprite sprite{shelf_x_, shelf_y_, width, height};
  for (int row = 0; row < height; ++row)
    std::copy_n(bitmap.pixels.begin() + static_cast<std::ptrdiff_t>(row) * width, width,
                pixels_.begin() + static_cast<std::ptrdiff_t>(sprite.y + row) * kSide + sprite.x);
  shelf_x_ += width;
  shelf_height_ = std::max(shelf_height_, height);
  changed_first_ = std::min(changed_first_, sprite.y);
  changed_last_ = std::max(changed_last_, sprite.y + height - 1);
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
  bool complete = true;
  std::vector<Chosen> chosen = choose(wishes, atlas, limits, complete);
  chosen.resize(fitting(chosen), Chosen{});
  LabelPlacement result;
  result.complete = complete;
  if (!add_sprites(chosen, wishes, atlas, limits, result)) {
    atlas.start_afresh();
    result = {};
    result.complete = complete;
    add_sprites(chosen, wishes, atlas, limits, result);
  }
  return result;
}

}  // namespace agglo::viewer
