// Page: the sheet, its parts and what is written around the map.
#pragma once

#include <string>
#include <vector>

#include "agglo/print.hpp"
#include "app/print_map.hpp"

namespace agglo {

struct Sheet {
  double width_pt = 0, height_pt = 0;
  bool landscape = true;
};
/// The named layout, or Error{usage} that names those there are.
Sheet sheet_of(const std::string& layout);
/// The same for a custom size too; Error{usage} for sizes and margins that cannot be.
Sheet sheet_of(const PageOptions& page);

struct DrawnPage {
  PrintReport report;
  MapView view;  ///< pt_per_m is 0 when there was nothing to show
  std::vector<PagePart> parts;
};
/// Draws the whole page, with one map or, of two or more, several.
DrawnPage draw_page(const Canvas& canvas, const Scene& scene, const PageOptions& page,
                    const std::vector<PageMap>& maps, RunControl& run);

}  // namespace agglo
