// Image clipboard: a PNG for other programs to paste. GLFW 3.3 knows texts only.
#pragma once

#include <memory>
#include <string>

namespace agglo::viewer {

/// On X11 a connection of its own offers the picture and a thread answers who asks, large pictures in pieces
/// (INCR), until something else is copied or the object ends. On Wayland the program wl-copy does so.
class ImageClipboard {
 public:
  ImageClipboard();
  ~ImageClipboard();
  ImageClipboard(const ImageClipboard&) = delete;
  ImageClipboard& operator=(const ImageClipboard&) = delete;

  /// Bytes of a PNG file. Throws Error{failure} when there is no clipboard to put it on.
  void offer(std::string png);

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace agglo::viewer
