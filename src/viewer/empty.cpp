int viewer_empty() { return 0; }
