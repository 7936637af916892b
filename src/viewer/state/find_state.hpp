// What the find box knows: the names of the map, what was typed, and what was found so far.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/name_index.hpp"
#include "agglo/place_text.hpp"
#include "viewer/draw/prepare.hpp"

namespace agglo::viewer {

/// One scene layer whose rows have names.
struct NamedLayer {
  std::size_t layer = 0;  ///< into MapData::scene.layers
  std::string column;     ///< of its table
  std::shared_ptr<const NameIndex> index;
};
/// Made on the worker, never changed again.
struct NameDirectory {
  std::shared_ptr<const MapData> map;
  std::vector<NamedLayer> layers;
};

struct FoundName {
  std::size_t entry = 0;  ///< into NameDirectory::layers
  NameHit hit;
};

struct FindView {
  bool open = false;
  std::uint64_t focus_serial = 0;  ///< grows when the box wants the keyboard
  std::string text;
  std::optional<TypedPlace> place;  ///< the text is a place; the first thing to choose
  std::vector<FoundName> found;     ///< best first
  std::size_t chosen = 0;
  std::shared_ptr<const NameDirectory> names;  ///< null until they are collected
  bool collecting = false;
  bool complete = true;            ///< false: more names are to be looked through
  std::size_t entry = 0, row = 0;  ///< where to go on
  std::vector<NameHit> hits;       ///< of the entry looked through now

  std::size_t choices() const { return found.size() + (place ? 1 : 0); }
};

/// A place shown on the map until it is cleared.
struct Marker {
  double x_m = 0, y_m = 0;
  std::string text;
  bool operator==(const Marker&) const = default;
};

/// A named view of the map.
struct Bookmark {
  std::string name;
  double centre_x_m = 0, centre_y_m = 0, metres_per_pixel = 1;
  bool operator==(const Bookmark&) const = default;
};

}  // namespace agglo::viewer
