// Layout: what lies over the map at a place of its own: legend, scale, inset, texts, images.
#pragma once

#include <vector>

#include "agglo/print.hpp"
#include "app/print_map.hpp"
#include "app/print_page.hpp"

namespace agglo {

Box points_box(const PageBox& box);
PageBox mm_box(const Box& box_pt);

/// The same middle at 1 : scale; the view itself when scale is 0.
MapView at_scale(const MapView& view, const Frame& frame, double scale);

/// A white ground with a thin line, for things that lie over the map.
void draw_ground(const Canvas& canvas, const Box& box);

/// Where the page has its inset; empty when it has none.
Box inset_box(const PageOptions& page, const MapView& view);
/// The surroundings of the map with a frame around what it shows. Returns where it is; empty when the scene
/// has no areas to show.
Box draw_inset(const Canvas& canvas, const Scene& scene, const PageOptions& page, const MapView& view,
               RunControl& run);

/// Texts and images in order; appends where they are.
void draw_texts_and_images(const Canvas& canvas, const PageOptions& page, std::vector<PagePart>& parts);

}  // namespace agglo
