#include "viewer/text/tr.hpp"

namespace agglo::viewer {

const char* tr(const char* english) {
  return english;
}

}  // namespace agglo::viewer
