#include "app/print_parts.hpp"

#include <algorithm>

#include "app/print_frame.hpp"

namespace agglo {
namespace {

constexpr double kGutter = 14;
constexpr double kNarrowestHole = 120;
// A page with a hole in it looks unfinished: such a grid has to show clearly more.
constexpr double kWithHole = 0.8, kWithFilledHole = 0.9;

/// Without the maps.
Parts beside_map(const Canvas& canvas, const Sheet& sheet, const Box& area, const ToPlace& things) {
  if (!things.legend && !things.info) return {area, {}, {}, 0};
  if (things.legend && sheet.landscape) {
    const double width = std::clamp(sheet.width_pt * 0.21, 0.28 * std::min(sheet.width_pt, 570.0), 215.0);
    return {{area.min_x, area.min_y, area.max_x - width - kGutter, area.max_y},
            {},
            {area.max_x - width, area.min_y, area.max_x, area.max_y},
            1,
            true};
  }
  double height =
      things.info ? std::min(54.0, things.info_height(std::min(area.width(), kWidestInfo)) + 4) : 54;
  const int columns = area.width() > 650 ? 3 : area.width() > 420 ? 2 : 1;
  if (things.legend) {
    // A long legend may take more of the page when smaller letters alone would not make it fit.
    const double needed = legend_height(canvas, things.groups, area.width() - 190, columns);
    const double most = std::clamp(0.78 * needed, 0.3 * area.height(), 0.42 * area.height());
    height = std::clamp(needed, 60.0, std::max(60.0, most));
  }
  return {{area.min_x, area.min_y, area.max_x, area.max_y - height - 9},
          {},
          {area.min_x, area.max_y - height, area.max_x, area.max_y},
          things.legend ? columns : 0};
}

/// How large the extent is shown in the frame.
double scale_in(const Box& frame, const Box& extent) {
  if (!(frame.width() > 0 && frame.height() > 0 && extent.width() > 0 && extent.height() > 0)) return 0;
  return std::min(frame.width() / extent.width(), frame.height() / extent.height());
}

/// Legend and scale bar in a place where no map stands; nothing when they do not fit.
Parts in_hole(const Canvas& canvas, const Box& area, const ToPlace& things, const Box& hole) {
  Parts parts{area, {}, hole, 0, true};
  if (hole.width() < kNarrowestHole) return {};
  const double info = things.info ? things.info_height(std::min(hole.width(), kWidestInfo)) + kGutter : 0;
  if (info > hole.height()) return {};
  if (!things.legend) return parts;
  parts.columns =
      legend_columns(canvas, things.groups, {hole.min_x, hole.min_y, hole.max_x, hole.max_y - info});
  return parts.columns > 0 ? parts : Parts{};
}

}  // namespace

Parts parts_of(const Canvas& canvas, const Sheet& sheet, const Box& area, const ToPlace& things) {
  Parts best = beside_map(canvas, sheet, area, things);
  best.frames = {best.map};
  if (things.maps < 2) return best;
  const Box beside = best.map;
  double largest = 0;
  const auto consider = [&](Parts parts, std::vector<Box> frames, double worth) {
    const double scale = worth * scale_in(frames.front(), things.extent_m);
    if (scale <= largest) return;
    largest = scale;
    best = std::move(parts);
    best.frames = std::move(frames);
  };
  const Parts usual = best;
  // Where no grid shows anything the squarest places stay.
  const int squarest = map_columns(beside.width(), beside.height(), static_cast<int>(things.maps));
  best.frames = map_frames(beside, things.maps, squarest);
  for (int columns = 1; columns <= static_cast<int>(things.maps); ++columns) {
    std::vector<Box> frames = map_frames(beside, things.maps, columns);
    const bool full = empty_place(beside, frames, columns).empty();
    consider(usual, std::move(frames), full ? 1 : kWithHole);
    frames = map_frames(area, things.maps, columns);
    const Box hole = empty_place(area, frames, columns);
    if (hole.empty() || !(things.legend || things.info)) continue;
    Parts filled = in_hole(canvas, area, things, hole);
    if (!filled.side.empty()) consider(std::move(filled), std::move(frames), kWithFilledHole);
  }
  return best;
}

}  // namespace agglo
