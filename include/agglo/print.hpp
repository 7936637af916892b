// Print: a scene on a page, as PDF, SVG or PNG.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/run_control.hpp"
#include "agglo/scene.hpp"

namespace agglo {

/// A place on the page, millimetres from its upper left corner; without a width: placed automatically.
struct PageBox {
  double x_mm = 0, y_mm = 0, width_mm = 0, height_mm = 0;
  bool automatic() const { return !(width_mm > 0); }
  bool operator==(const PageBox&) const = default;
};
struct PageText {
  std::string text;
  PageBox box;  ///< as high as the text needs
  double size_pt = 9;
  bool bold = false;
  bool operator==(const PageText&) const = default;
};
/// A logo: any raster image that GDAL reads (PNG, JPEG, WebP ...), fitted into the box.
struct PageImage {
  std::string file;
  PageBox box;
  bool operator==(const PageImage&) const = default;
};

/// How a page looks.
struct PageOptions {
  /// a3, a4, a5 or letter, then -landscape or -portrait; or "custom": width_mm x height_mm.
  std::string layout = "a4-landscape";
  double width_mm = 297, height_mm = 210;  ///< of a custom page, 50 to 1200
  double margin_mm = 12;
  std::string title;  ///< empty = the name of the main layer
  std::string subtitle;
  std::string source;        ///< a line of its own above the sources of the data; may be empty
  double dpi = 200;          ///< of PNG, and of rasterised point layers inside PDF and SVG
  Box extent_m;              ///< empty = the scene's extent
  std::string extent_frame;  ///< what its metres are of, see frame_key(); empty = the scene's frame
  double scale = 0;          ///< 1 : scale on the ground at the map's centre; 0 = as the extent needs
  bool show_title = true, legend = true, scale_bar = true, north_arrow = true;
  bool notes = true;                         ///< method and notes below the map; the sources are always there
  bool inset = false;                        ///< a small map of the surroundings
  PageBox legend_box, scale_box, inset_box;  ///< placed ones lie over the map
  std::vector<PageText> texts;
  std::vector<PageImage> images;
  std::string date;  ///< printed date, yyyy-mm-dd; empty = today
  bool operator==(const PageOptions&) const = default;
};

/// Names of the page sizes, "custom" last.
const std::vector<std::string>& page_layouts();
struct PageSize {
  double width_mm, height_mm;
};
/// Error{usage} for an unknown layout and for custom sizes that cannot be.
PageSize page_size(const PageOptions& page);

/// Tells frames apart: the PROJ definition, or "plane".
std::string frame_key(const Frame& frame);
/// The extent in the metres of the frame: around the same place, as wide and as high. Empty when the page has
/// none, or none that is on this frame, or names a frame that cannot be read.
Box extent_in(const PageOptions& page, const Frame& frame);

/// A page that a project keeps by name; the date is not kept.
struct NamedPage {
  std::string name;
  PageOptions page;
  bool operator==(const NamedPage&) const = default;
};
std::string named_pages_json(const std::vector<NamedPage>& pages);
/// Entries that cannot be read are left out, values that are missing take their defaults.
std::vector<NamedPage> named_pages_from_json(std::string_view json);

/// One of several maps side by side on a page: the scene with fewer rows, under a title.
struct PageMap {
  std::string title;
  std::vector<std::shared_ptr<const RowSet>> rows;  ///< as the scene's layers; null = all
};
/// Columns of a grid of equal maps that makes them least narrow or flat.
int map_columns(double width, double height, int maps);

struct PrintReport {
  std::size_t labels_placed = 0, labels_left_out = 0, features_drawn = 0;
  double scale_denominator = 0;  ///< 1 : n at the map's centre
  bool extent_left_out = false;  ///< the page has one that is not on this map: all of it was drawn
};

/// By the extension of `file` (.pdf .svg .png; else Error{usage}). Written beside and moved into place. The
/// PDF carries its georeference (when the frame is projected; of several maps the first), real text and
/// embedded fonts.
PrintReport print_map(const Scene& scene, const PageOptions& page, const std::filesystem::path& file,
                      RunControl& run, const std::vector<PageMap>& maps = {});

/// What lies where on a drawn page: "map", "title", "legend", "scale", "inset", "text 0", "image 0" ...
struct PagePart {
  std::string name;
  PageBox box;
};
struct PagePreview {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  ///< rows from the top, 0xffRRGGBB
  std::vector<PagePart> parts;        ///< bottom to top
  PageSize size_mm{};
  double scale_denominator = 0;
};
/// The page as print_map draws it, `width` pixels wide (16 to 8000).
PagePreview preview_page(const Scene& scene, const PageOptions& page, int width, RunControl& run,
                         const std::vector<PageMap>& maps = {});

}  // namespace agglo
