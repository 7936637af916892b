// Labels: names shaped by Pango into sprites of one atlas, and places for them that do not overlap.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agglo/scene.hpp"
#include "viewer/draw/map_shift.hpp"

namespace agglo::viewer {

struct LabelLook {
  float size_px = 13;
  bool bold = false, italic = false;
  Colour text{40, 40, 40, 255};
  Colour halo{255, 255, 255, 220};
  bool operator==(const LabelLook&) const = default;
};

/// A rectangle of the atlas.
struct Sprite {
  int x = 0, y = 0, width = 0, height = 0;
};

/// Pixels of a text with its halo.
struct SpriteSize {
  int width = 0, height = 0;
};

/// Keeps the pixels of the texts that are shown (premultiplied BGRA) in one square atlas. When the atlas is
/// full it starts afresh under a new generation: sprites of the generation before are gone.
class SpriteAtlas {
 public:
  static constexpr int kSide = 2048;
  SpriteAtlas();
  /// The size of a text, measured now when it is new (about 0.1 ms); takes no room in the atlas.
  SpriteSize size_of(const std::string& text, const LabelLook& look);
  bool is_measured(const std::string& text, const LabelLook& look) const;
  /// The sprite of a text, drawn now when it is new (0.1 to 1 ms). Width 0 when it does not fit the atlas.
  Sprite get(const std::string& text, const LabelLook& look);
  bool holds(const std::string& text, const LabelLook& look) const;
  /// Does a sprite of this size find room in this generation?
  bool has_room(SpriteSize size) const;
  void start_afresh();

  const std::vector<std::uint32_t>& pixels() const { return pixels_; }
  std::uint64_t generation() const { return generation_; }
  /// Rows changed since the last call; first > last = none.
  struct Rows {
    int first, last;
  };
  Rows take_changed_rows();

 private:
  std::map<std::string, Sprite> sprites_;
  std::map<std::string, SpriteSize> sizes_;
  std::vector<std::uint32_t> pixels_;
  int shelf_x_ = 0, shelf_y_ = 0, shelf_height_ = 0;
  int changed_first_, changed_last_;
  std::uint64_t generation_ = 0;
};

/// A text that wants a place on the map. Pixels; clearance: radius of the symbol it belongs to, or < 0 for an
/// area.
struct LabelWish {
  std::string text;
  LabelLook look;
  double x = 0, y = 0;
  float clearance = -1;
  float room_px = 0;  ///< width of the area on the map; a label much wider is left out; 0 = any
};

struct PlacedLabel {
  Sprite sprite;
  int x = 0, y = 0;      ///< top left corner, whole pixels
  std::size_t wish = 0;  ///< which of the wishes it is
};

struct LabelPlacement {
  std::vector<PlacedLabel> placed;
  bool complete = true;  ///< false: some texts are still to be shaped, draw again
};

/// Places the wishes in order, first come first served, beside their symbol (right, left, above, below) or on
/// their area, so that no two overlap. At most `most` labels, and no more than the atlas holds; at most
/// `new_sprites` texts are measured and as many drawn in one call.
struct LabelLimits {
  int width, height;
  std::size_t most, new_sprites;
  std::vector<PixelRect> taken = {};  ///< where something else stands
};
LabelPlacement place_labels(const std::vector<LabelWish>& wishes, SpriteAtlas& atlas,
                            const LabelLimits& limits);

}  // namespace agglo::viewer
