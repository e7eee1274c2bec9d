//! Areas with boundaries, as maps draw them.

/// A set of areas that cover a place between them, such as its wards.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its name in the manifest, which is the dimension that its areas are values of: `district`, `ward`.
    pub name: String,
    /// Where the boundaries come from, for the line under a map.
    pub source: Option<String>,
    /// The areas, in the order of their file.
    pub areas: Vec<Outline>,
}

/// One area of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// Its code, such as an ONS code.
    pub code: Option<String>,
    /// Closed rings, outer and inner ones alike: each point is metres east and metres north on the British National Grid. What an odd number
    /// of rings surrounds is inside.
    pub rings: Vec<Vec<[f64; 2]>>,
}
