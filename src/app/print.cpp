// Prints a scene.
#include "agglo/print.hpp"

#include "app/print_file.hpp"
#include "app/print_georeference.hpp"

namespace agglo {

PrintReport print_map(const Scene& scene, const PageOptions& page, const std::filesystem::path& file,
                      RunControl& run) {
  DrawnPage drawn;
  write_sheet(
      {file, sheet_of(page.layout), page.dpi, page.title, page.date},
      [&](const Canvas& canvas) { drawn = draw_page(canvas, scene, page, run); },
      [&](const std::filesystem::path& pdf) {
        if (scene.frame.kind == FrameKind::projected && drawn.view.pt_per_m > 0)
          add_georeference(pdf, scene.frame, drawn.view);
      },
      run);
  return drawn.report;
}

}  // namespace agglo
