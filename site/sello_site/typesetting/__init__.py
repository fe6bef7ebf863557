"""The typesetting service: PDF and pictures from data and templates, by typst."""
