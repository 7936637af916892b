// Print file: one drawn sheet as PDF, SVG or PNG.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "agglo/run_control.hpp"
#include "app/print_canvas.hpp"
#include "app/print_page.hpp"

namespace agglo {

struct SheetFile {
  std::filesystem::path file;  ///< .pdf, .svg or .png
  Sheet sheet;
  double dpi = 200;
  std::string title, date;  ///< of the PDF's metadata
};

/// Calls draw once on a canvas of the sheet's size, and finish_pdf (when given) on a PDF before it is moved
/// into place. The same drawing gives the same bytes. Error{usage} on another extension or a resolution that
/// cannot be.
void write_sheet(const SheetFile& target, const std::function<void(const Canvas&)>& draw,
                 const std::function<void(const std::filesystem::path&)>& finish_pdf, RunControl& run);

}  // namespace agglo
