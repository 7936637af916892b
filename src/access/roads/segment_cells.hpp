// SegmentCells: the pieces of lines between two vertices, found by the square cells that they pass.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "access/roads/road_lines.hpp"

namespace agglo {

struct Segment {
  std::uint32_t line;
  std::uint64_t vertex;  ///< into RoadLines::point; the next one ends it
};

/// Cells are as wide as two mean segments, so that all segments together pass about twice as many cells as
/// there are segments, however they are spread.
class SegmentCells {
 public:
  struct Entry {
    std::int32_t column, row;
    std::uint32_t segment;  ///< into segments()
    bool same_cell(const Entry& other) const { return column == other.column && row == other.row; }
    bool operator<(const Entry& other) const {
      if (column != other.column) return column < other.column;
      return row != other.row ? row < other.row : segment < other.segment;
    }
  };

  /// Segments that jump over half the Earth (across the antimeridian) are left out.
  SegmentCells(const RoadLines& lines, bool on_plane, RunControl& run);

  std::span<const Segment> segments() const { return segments_; }
  std::span<const Entry> entries() const { return entries_; }  ///< by cell
  std::int32_t column_of(double x) const;
  std::int32_t row_of(double y) const;
  /// The entries of one cell. O(log entries).
  std::span<const Entry> cell(std::int32_t column, std::int32_t row) const;

 private:
  void add_segment(const RoadLines& lines, std::uint32_t segment, std::vector<Entry>& entries) const;

  double left_ = 0, bottom_ = 0, width_ = 1;
  std::vector<Segment> segments_;
  std::vector<Entry> entries_;
};

}  // namespace agglo
