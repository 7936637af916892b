// Print: a scene on a page, as PDF, SVG or PNG.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agglo/run_control.hpp"
#include "agglo/scene.hpp"

namespace agglo {

/// a4-landscape, a4-portrait, a3-landscape, a3-portrait.
struct PageOptions {
  std::string layout = "a4-landscape";
  std::string title;
  std::string subtitle;
  double dpi = 200;  ///< of PNG, and of rasterised point layers inside PDF and SVG
  Box extent_m;      ///< empty = the scene's extent
  bool legend = true;
  std::string date;  ///< printed date, yyyy-mm-dd; empty = today
};

struct PrintReport {
  std::size_t labels_placed = 0, labels_left_out = 0, features_drawn = 0;
  double scale_denominator = 0;  ///< 1 : n at the map's centre
};

/// By the extension of `file` (.pdf .svg .png; else Error{usage}). Written beside and moved into place. The
/// PDF carries its georeference (when the frame is projected), real text and embedded fonts.
PrintReport print_map(const Scene& scene, const PageOptions& page, const std::filesystem::path& file,
                      RunControl& run);

}  // namespace agglo
