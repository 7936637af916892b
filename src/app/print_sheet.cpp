// Sizes of pages, and the extents that they show.
#include <array>
#include <cmath>

#include "agglo/projection.hpp"

#include "app/print_page.hpp"

namespace agglo {

namespace {

struct Layout {
  const char* name;
  double width_mm, height_mm;
};
constexpr std::array<Layout, 8> kLayouts{{{"a4-landscape", 297, 210},
                                          {"a4-portrait", 210, 297},
                                          {"a3-landscape", 420, 297},
                                          {"a3-portrait", 297, 420},
                                          {"a5-landscape", 210, 148},
                                          {"a5-portrait", 148, 210},
                                          {"letter-landscape", 279.4, 215.9},
                                          {"letter-portrait", 215.9, 279.4}}};
constexpr double kLeastSide = 50, kMostSide = 1200;

Sheet sheet(double width_mm, double height_mm) {
  return {width_mm * kPointsPerMm, height_mm * kPointsPerMm, width_mm > height_mm};
}

}  // namespace

const std::vector<std::string>& page_layouts() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Layout& layout : kLayouts) all.emplace_back(layout.name);
    all.emplace_back("custom");
    return all;
  }();
  return names;
}

PageSize page_size(const PageOptions& page) {
  if (page.layout == "custom") {
    for (const double side : {page.width_mm, page.height_mm})
      if (!(side >= kLeastSide && side <= kMostSide))
        throw usage_error("a page side of " + decimal(side, 1) + " mm", "give 50 to 1200 mm");
    return {page.width_mm, page.height_mm};
  }
  const Sheet named = sheet_of(page.layout);
  return {named.width_pt / kPointsPerMm, named.height_pt / kPointsPerMm};
}

std::string frame_key(const Frame& frame) {
  return frame.kind == FrameKind::plane ? "plane" : frame.definition;
}

Box extent_in(const PageOptions& page, const Frame& frame) {
  const Box& e = page.extent_m;
  if (e.empty() || page.extent_frame.empty() || page.extent_frame == frame_key(frame)) return e;
  if (frame.kind == FrameKind::plane || page.extent_frame == "plane") return {};
  double x = (e.min_x + e.max_x) / 2, y = (e.min_y + e.max_y) / 2;
  Frame before;
  before.kind = FrameKind::projected;
  before.definition = page.extent_frame;
  try {
    Projector(before).lonlat_from_metres({&x, 1}, {&y, 1});
    Projector(frame).metres_from_lonlat({&x, 1}, {&y, 1});
  } catch (const Error&) {  // projects keep any text there
    return {};
  }
  if (!std::isfinite(x) || !std::isfinite(y)) return {};
  return {x - e.width() / 2, y - e.height() / 2, x + e.width() / 2, y + e.height() / 2};
}

Sheet sheet_of(const PageOptions& page) {
  const PageSize size = page_size(page);
  if (!(page.margin_mm >= 0 && page.margin_mm <= std::min(size.width_mm, size.height_mm) / 4))
    throw usage_error("a margin of " + decimal(page.margin_mm, 1) + " mm",
                      "give 0 to a quarter of the page's shorter side");
  return sheet(size.width_mm, size.height_mm);
}

Sheet sheet_of(const std::string& layout) {
  std::string known;
  for (const Layout& l : kLayouts) {
    if (layout == l.name) return sheet(l.width_mm, l.height_mm);
    known += (known.empty() ? "" : ", ") + std::string(l.name);
  }
  throw usage_error("there is no page layout \"" + layout + "\"", "the layouts are: " + known);
}

}  // namespace agglo
