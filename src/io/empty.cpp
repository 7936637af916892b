namespace agglo {}
