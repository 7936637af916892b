// The page editor: one page being laid out, and how it looks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agglo/print.hpp"

namespace agglo::viewer {

struct PageEditor {
  bool open = false;
  std::string name;  ///< of the saved page that this was made from; empty = a new one
  PageOptions page;
  std::string chosen;  ///< part that was clicked: "legend", "text 0" ...; empty = none
  int preview_width = 900;
  std::shared_ptr<const PagePreview> preview;  ///< the last that was drawn; may be older than `page`
  std::uint64_t preview_serial = 0;            ///< grows with each preview
  bool drawing = false, outdated = false;
};

/// The box of a part that can be placed, or null: legend, scale, inset, texts and images of the page.
PageBox* box_of_part(PageOptions& page, const std::string& part);

}  // namespace agglo::viewer
