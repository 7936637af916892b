#include "viewer/window/image_clipboard.hpp"

#include <poll.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "agglo/error.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kPiece = 128u << 10;  // below what any server takes in one request

struct ReplyFree {
  void operator()(void* reply) const { std::free(reply); }
};
template <class T>
using Reply = std::unique_ptr<T, ReplyFree>;

xcb_atom_t atom(xcb_connection_t* connection, const char* name) {
  const auto cookie = xcb_intern_atom(connection, 0, static_cast<std::uint16_t>(std::strlen(name)), name);
  const Reply<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(connection, cookie, nullptr));
  return reply ? reply->atom : xcb_atom_t{XCB_ATOM_NONE};
}

void copy_by_program(const std::string& png) {
  std::FILE* pipe = popen("wl-copy --type image/png 2>/dev/null", "w");
  const bool written = pipe && std::fwrite(png.data(), 1, png.size(), pipe) == png.size();
  const int status = pipe ? pclose(pipe) : 1;
  if (!written || status != 0)
    throw failure("there is no clipboard for pictures here",
                  "install wl-clipboard, or save the map as a picture (Project menu)");
}

}  // namespace

/// Owns the selection as long as it lives.
struct ImageClipboard::Server {
  xcb_connection_t* connection;
  xcb_window_t window = 0;
  xcb_atom_t clipboard, targets, png_type, incremental;
  std::string png;
  std::atomic<bool> stopped = false;
  std::thread thread;
  struct Sending {
    xcb_atom_t property;
    std::size_t sent = 0;
  };
  std::map<xcb_window_t, Sending> sending;

  explicit Server(std::string bytes) : connection(xcb_connect(nullptr, nullptr)), png(std::move(bytes)) {
    if (xcb_connection_has_error(connection)) {
      xcb_disconnect(connection);
      throw failure("the display's clipboard cannot be reached", "save the map as a picture (Project menu)");
    }
    const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
    window = xcb_generate_id(connection);
    const std::uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
    xcb_create_window(connection, 0, window, screen->root, -1, -1, 1, 1, 0, XCB_WINDOW_CLASS_INPUT_ONLY,
                      XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK, &events);
    clipboard = atom(connection, "CLIPBOARD");
    targets = atom(connection, "TARGETS");
    png_type = atom(connection, "image/png");
    incremental = atom(connection, "INCR");
    xcb_set_selection_owner(connection, window, clipboard, XCB_CURRENT_TIME);
    xcb_flush(connection);
    thread = std::thread([this] { serve(); });
  }
  ~Server() {
    stopped = true;
    thread.join();
    xcb_disconnect(connection);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void serve() {
    while (!stopped && !xcb_connection_has_error(connection)) {
      while (const Reply<xcb_generic_event_t> event{xcb_poll_for_event(connection)})
        if (!answer(*event)) return;
      xcb_flush(connection);
      pollfd descriptor{xcb_get_file_descriptor(connection), POLLIN, 0};
      poll(&descriptor, 1, 100);
    }
  }

  /// False when another program has copied something.
  bool answer(const xcb_generic_event_t& event) {
    switch (event.response_type & 0x7F) {
      case XCB_SELECTION_CLEAR:
        return !sending.empty();
      case XCB_SELECTION_REQUEST:
        give(reinterpret_cast<const xcb_selection_request_event_t&>(event));
        break;
      case XCB_PROPERTY_NOTIFY:
        go_on(reinterpret_cast<const xcb_property_notify_event_t&>(event));
        break;
      default:
        break;
    }
    return true;
  }

  void give(const xcb_selection_request_event_t& request) {
    const xcb_atom_t property = request.property == XCB_ATOM_NONE ? request.target : request.property;
    xcb_selection_notify_event_t reply{};
    reply.response_type = XCB_SELECTION_NOTIFY;
    reply.time = request.time;
    reply.requestor = request.requestor;
    reply.selection = request.selection;
    reply.target = request.target;
    reply.property = property;
    if (request.target == targets) {
      const xcb_atom_t known[] = {targets, png_type};
      xcb_change_property(connection, XCB_PROP_MODE_REPLACE, request.requestor, property, XCB_ATOM_ATOM, 32,
                          2, known);
    } else if (request.target == png_type && png.size() <= kPiece) {
      xcb_change_property(connection, XCB_PROP_MODE_REPLACE, request.requestor, property, png_type, 8,
                          static_cast<std::uint32_t>(png.size()), png.data());
    } else if (request.target == png_type) {
      // In pieces: the other side deletes the property when it wants the next one.
      const std::uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
      xcb_change_window_attributes(connection, request.requestor, XCB_CW_EVENT_MASK, &events);
      const auto size = static_cast<std::uint32_t>(png.size());
      xcb_change_property(connection, XCB_PROP_MODE_REPLACE, request.requestor, property, incremental, 32, 1,
                          &size);
      sending[request.requestor] = {property, 0};
    } else {
      reply.property = XCB_ATOM_NONE;
    }
    xcb_send_event(connection, 0, request.requestor, 0, reinterpret_cast<const char*>(&reply));
    xcb_flush(connection);
  }

  void go_on(const xcb_property_notify_event_t& change) {
    const auto found = sending.find(change.window);
    if (found == sending.end() || change.state != XCB_PROPERTY_DELETE ||
        change.atom != found->second.property)
      return;
    Sending& s = found->second;
    const std::size_t size = std::min(kPiece, png.size() - s.sent);
    xcb_change_property(connection, XCB_PROP_MODE_REPLACE, change.window, s.property, png_type, 8,
                        static_cast<std::uint32_t>(size), png.data() + s.sent);
    s.sent += size;
    if (size == 0) sending.erase(found);  // the empty piece was the end
    xcb_flush(connection);
  }
};

ImageClipboard::ImageClipboard() = default;
ImageClipboard::~ImageClipboard() = default;

void ImageClipboard::offer(std::string png) {
  server_.reset();
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  const char* x11 = std::getenv("DISPLAY");
  if (wayland && *wayland != '\0' && !(x11 && *x11 != '\0'))
    copy_by_program(png);
  else
    server_ = std::make_unique<Server>(std::move(png));
}

}  // namespace agglo::viewer
