#include "app/scene_clip.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace agglo {
namespace {

constexpr double kLongestSideDeg = 0.5;

struct Ring {
  std::vector<double> x, y;
  void push(double px, double py) {
    x.push_back(px);
    y.push_back(py);
  }
  void clear() {
    x.clear();
    y.clear();
  }
  std::size_t size() const { return x.size(); }
};

/// One side of Sutherland-Hodgman: keeps what lies on the inner side of an axis-parallel line.
void clip_side(const Ring& in, Ring& out, bool vertical, double at, bool keep_greater) {
  out.clear();
  const auto& along = vertical ? in.x : in.y;
  const auto inside = [&](std::size_t i) { return keep_greater ? along[i] >= at : along[i] <= at; };
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::size_t before = i == 0 ? in.size() - 1 : i - 1;
    if (inside(i) != inside(before)) {
      const double t = (at - along[before]) / (along[i] - along[before]);
      const double x = vertical ? at : in.x[before] + t * (in.x[i] - in.x[before]);
      const double y = vertical ? in.y[before] + t * (in.y[i] - in.y[before]) : at;
      out.push(x, y);
    }
    if (inside(i)) out.push(in.x[i], in.y[i]);
  }
}

void densify(const Ring& in, bool closed, Ring& out) {
  out.clear();
  for (std::size_t i = 0; i < in.size(); ++i) {
    out.push(in.x[i], in.y[i]);
    if (i + 1 == in.size() && !closed) break;
    const std::size_t next = i + 1 == in.size() ? 0 : i + 1;
    const double dx = in.x[next] - in.x[i], dy = in.y[next] - in.y[i];
    const auto pieces = static_cast<int>(std::ceil(std::max(std::abs(dx), std::abs(dy)) / kLongestSideDeg));
    for (int k = 1; k < pieces; ++k) out.push(in.x[i] + dx * k / pieces, in.y[i] + dy * k / pieces);
  }
  if (closed && in.size() > 0) out.push(in.x[0], in.y[0]);
}

struct Clipper {
  const Shapes& in;
  const Box& window;
  Shapes out;
  Ring a, b;

  /// The ring's vertices, moved by `shift` degrees; false when its box misses the window.
  bool load(std::size_t ring, double shift, bool closed) {
    a.clear();
    Box box;
    const std::size_t end =
        in.ring_start[ring + 1] - (closed && in.ring_start[ring + 1] > in.ring_start[ring]);
    for (std::size_t i = in.ring_start[ring]; i < end; ++i) {
      if (std::isnan(in.x[i]) || std::isnan(in.y[i])) continue;
      a.push(in.x[i] + shift, in.y[i]);
      box.extend(in.x[i] + shift, in.y[i]);
    }
    return !box.empty() && box.intersects(window);
  }

  void polygon_part(std::size_t part, double shift) {
    bool begun = false;
    for (std::size_t ring = in.part_start[part]; ring < in.part_start[part + 1]; ++ring) {
      const bool meets = load(ring, shift, true);
      const bool shell = ring == in.part_start[part];
      if (!meets && shell) return;
      if (!meets) continue;
      clip_side(a, b, true, window.min_x, true);
      clip_side(b, a, true, window.max_x, false);
      clip_side(a, b, false, window.min_y, true);
      clip_side(b, a, false, window.max_y, false);
      if (a.size() < 3) {
        if (shell) return;
        continue;
      }
      densify(a, true, b);
      if (!begun) out.begin_part();
      begun = true;
      out.add_ring(b.x, b.y);
    }
  }

  void flush_line() {
    if (a.size() >= 2) {
      densify(a, false, b);
      out.begin_part();
      out.add_ring(b.x, b.y);
    }
    a.clear();
  }

  /// Liang-Barsky on each side; a line that leaves and comes back becomes two parts.
  void line_part(std::size_t part, double shift) {
    for (std::size_t ring = in.part_start[part]; ring < in.part_start[part + 1]; ++ring) {
      if (!load(ring, shift, false)) continue;
      const Ring line = a;
      a.clear();
      for (std::size_t i = 1; i < line.size(); ++i) {
        const double x0 = line.x[i - 1], y0 = line.y[i - 1], dx = line.x[i] - x0, dy = line.y[i] - y0;
        double from = 0, to = 1;
        bool meets = true;
        const auto side = [&](double p, double q) {
          if (p == 0) {
            meets = meets && q >= 0;
          } else if (p < 0) {
            from = std::max(from, q / p);
          } else {
            to = std::min(to, q / p);
          }
        };
        side(-dx, x0 - window.min_x);
        side(dx, window.max_x - x0);
        side(-dy, y0 - window.min_y);
        side(dy, window.max_y - y0);
        if (!meets || from > to) {
          flush_line();
          continue;
        }
        if (a.size() == 0 || from > 0) {
          flush_line();
          a.push(x0 + from * dx, y0 + from * dy);
        }
        a.push(x0 + to * dx, y0 + to * dy);
        if (to < 1) flush_line();
      }
      flush_line();
    }
  }

  void point_part(std::size_t part, double shift) {
    const std::size_t at = in.ring_start[in.part_start[part]];
    const double x = in.x[at] + shift, y = in.y[at];
    if (!(x >= window.min_x && x <= window.max_x && y >= window.min_y && y <= window.max_y)) return;
    out.begin_part();
    out.add_ring({&x, 1}, {&y, 1});
  }

  void row(std::size_t index) {
    const ShapeKind kind = in.kind[index];
    out.begin_row(kind);
    for (const double shift : {-360.0, 0.0, 360.0})
      for (std::size_t part = in.row_start[index]; part < in.row_start[index + 1]; ++part) {
        if (kind == ShapeKind::polygon) polygon_part(part, shift);
        if (kind == ShapeKind::line) line_part(part, shift);
        if (kind == ShapeKind::point) point_part(part, shift);
      }
    if (out.row_start[index] == out.row_start[index + 1]) out.kind[index] = ShapeKind::none;
  }
};

}  // namespace

Box lonlat_extent(std::span<const double> lon_deg, std::span<const double> lat_deg) {
  constexpr std::size_t kBins = 3600;
  std::vector<bool> used(kBins, false);
  Box box;
  const auto bin_of = [](double lon) {
    const double turned = lon - 360 * std::floor((lon + 180) / 360) + 180;
    return std::min(static_cast<std::size_t>(turned * 10), kBins - 1);
  };
  for (std::size_t i = 0; i < lon_deg.size(); ++i) {
    if (!std::isfinite(lon_deg[i]) || !std::isfinite(lat_deg[i])) continue;
    used[bin_of(lon_deg[i])] = true;
    box.extend(lon_deg[i], lat_deg[i]);
  }
  if (box.empty()) return box;
  // The widest run of empty bins, seen as a circle, is what the extent leaves out.
  std::size_t widest = 0, widest_end = 0, length = 0;
  for (std::size_t i = 0; i < 2 * kBins; ++i) {
    length = used[i % kBins] ? 0 : length + 1;
    if (length > widest) widest = length, widest_end = i % kBins;
  }
  const double seam = static_cast<double>((widest_end + 1) % kBins) / 10 - 180;
  double low = 1e9, high = -1e9;
  for (std::size_t i = 0; i < lon_deg.size(); ++i) {
    if (!std::isfinite(lon_deg[i]) || !std::isfinite(lat_deg[i])) continue;
    const double lon = lon_deg[i] - 360 * std::floor((lon_deg[i] - seam + 0.05) / 360);
    low = std::min(low, lon);
    high = std::max(high, lon);
  }
  box.min_x = low;
  box.max_x = high;
  return box;
}

Box trimmed_extent(std::vector<double> x, std::vector<double> y) {
  Box full;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
    full.extend(x[i], y[i]);
    x[kept] = x[i];
    y[kept++] = y[i];
  }
  x.resize(kept);
  y.resize(kept);
  if (kept < 200) return full;
  const auto quantile = [](std::vector<double>& values, double share) {
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  Box inner{quantile(x, 0.005), quantile(y, 0.005), quantile(x, 0.995), quantile(y, 0.995)};
  if (full.width() <= 3 * inner.width() && full.height() <= 3 * inner.height()) return full;
  const double grow = 0.15 * std::max(inner.width(), inner.height());
  return {std::max(full.min_x, inner.min_x - grow), std::max(full.min_y, inner.min_y - grow),
          std::min(full.max_x, inner.max_x + grow), std::min(full.max_y, inner.max_y + grow)};
}

Shapes clip_to_window(const Shapes& lonlat, const Box& window_deg) {
  Clipper clipper{lonlat, window_deg, {}, {}, {}};
  for (std::size_t row = 0; row < lonlat.size(); ++row) clipper.row(row);
  return std::move(clipper.out);
}

Shapes boundary_lines(const Shapes& clipped, const Box& window_deg) {
  const auto on_seam = [](double lon) { return std::abs(std::abs(lon) - 180) < 1e-9; };
  const auto cut = [&](std::size_t i, std::size_t j) {
    const double ax = clipped.x[i], bx = clipped.x[j], ay = clipped.y[i], by = clipped.y[j];
    return (ax == bx && (ax == window_deg.min_x || ax == window_deg.max_x || on_seam(ax))) ||
           (ay == by && (ay == window_deg.min_y || ay == window_deg.max_y || ay < -89.8));
  };
  Shapes lines;
  std::vector<double> x, y;
  const auto flush = [&] {
    if (x.size() >= 2) {
      lines.begin_part();
      lines.add_ring(x, y);
    }
    x.clear();
    y.clear();
  };
  for (std::size_t row = 0; row < clipped.size(); ++row) {
    lines.begin_row(clipped.kind[row] == ShapeKind::polygon ? ShapeKind::line : ShapeKind::none);
    if (clipped.kind[row] != ShapeKind::polygon) continue;
    const std::size_t first = clipped.part_start[clipped.row_start[row]];
    const std::size_t last = clipped.part_start[clipped.row_start[row + 1]];
    for (std::size_t ring = first; ring < last; ++ring) {
      for (std::size_t i = clipped.ring_start[ring] + 1; i < clipped.ring_start[ring + 1]; ++i) {
        if (cut(i - 1, i)) {
          flush();
          continue;
        }
        if (x.empty()) x.push_back(clipped.x[i - 1]), y.push_back(clipped.y[i - 1]);
        x.push_back(clipped.x[i]);
        y.push_back(clipped.y[i]);
      }
      flush();
    }
    if (lines.row_start[row] == lines.row_start[row + 1]) lines.kind[row] = ShapeKind::none;
  }
  return lines;
}

Shapes projected(Shapes lonlat, const Projector& projector) {
  projector.metres_from_lonlat(lonlat.x, lonlat.y);
  const auto bad = [&](std::size_t i) { return !std::isfinite(lonlat.x[i]) || !std::isfinite(lonlat.y[i]); };
  bool any_bad = false;
  for (std::size_t i = 0; i < lonlat.x.size() && !any_bad; ++i) any_bad = bad(i);
  if (!any_bad) return lonlat;
  Shapes result;
  std::vector<double> x, y;
  for (std::size_t row = 0; row < lonlat.size(); ++row) {
    const ShapeKind kind = lonlat.kind[row];
    const std::size_t least = kind == ShapeKind::polygon ? 4 : kind == ShapeKind::line ? 2 : 1;
    result.begin_row(kind);
    for (std::size_t part = lonlat.row_start[row]; part < lonlat.row_start[row + 1]; ++part) {
      bool begun = false;
      for (std::size_t ring = lonlat.part_start[part]; ring < lonlat.part_start[part + 1]; ++ring) {
        x.clear();
        y.clear();
        for (std::size_t i = lonlat.ring_start[ring]; i < lonlat.ring_start[ring + 1]; ++i)
          if (!bad(i)) x.push_back(lonlat.x[i]), y.push_back(lonlat.y[i]);
        if (kind == ShapeKind::polygon && !x.empty() && (x.front() != x.back() || y.front() != y.back()))
          x.push_back(x.front()), y.push_back(y.front());
        if (x.size() < least) {
          if (kind == ShapeKind::polygon && !begun) break;
          continue;
        }
        if (!begun) result.begin_part();
        begun = true;
        result.add_ring(x, y);
      }
    }
    if (result.row_start[row] == result.row_start[row + 1]) result.kind[row] = ShapeKind::none;
  }
  return result;
}

}  // namespace agglo
