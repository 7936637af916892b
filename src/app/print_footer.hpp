// Footer: methods, notes and sources below the map.
#pragma once

#include <string>
#include <vector>

#include "app/print_map.hpp"

namespace agglo {

/// Sources and licences of what a scene shows, each once.
std::vector<std::string> credits_of(const Scene& scene);

/// What the reader should know: coarse coasts, and places that are there but outside of the map.
std::vector<std::string> map_notes(const Scene& scene, const std::vector<PointPlan>& plans,
                                   const MapView& view);

struct Footer {
  struct Piece {
    double x = 0, y = 0;  ///< from the footer's upper left corner
    std::string text;
    Font font;
    double width = 0;
    int most_lines = 0;  ///< 0 = all
    TextBlock block() const { return {text, font, width, false, most_lines}; }
  };
  std::vector<Piece> pieces;
  double height = 0;
};
/// Sources are there whole: beside the methods where they fit, else below them over the width of the page in
/// smaller letters. Only on pages too small for even that does a last line say how many are missing. Which
/// rows are shown comes first among the methods, and stays when methods and notes are switched off, as does
/// what the page is too small for.
Footer footer_of(const Canvas& canvas, const Box& area, const Scene& scene, const PageOptions& page,
                 const std::vector<std::string>& notes, const std::string& missing = {});
/// At the lower edge of the area.
void draw_footer(const Canvas& canvas, const Box& area, const Footer& footer);

}  // namespace agglo
