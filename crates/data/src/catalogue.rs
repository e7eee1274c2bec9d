//! The catalogue: every source as one lazy frame over canonical columns, ready to be asked.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::aggregates::Aggregate;
use super::condition::Predicate;
use super::costs::UnitCosts;
use super::geography::Geography;
use super::harm::HarmWeights;
use super::indicators::Indicators;
use super::inputs::{Input, Purpose};
use super::layer::Layer;
use super::manifest::{Area, ColumnSpec, Manifest, Recoded};
use super::manifest_file::ManifestFile;
use super::namesakes::Namesakes;
use super::populations::PopulationSet;
use super::source::SourceFrame;
use super::supply::assume;
use super::total_rows;
use sna_core::columns::{self, OFFENCES};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::walls::Walls;
use sna_core::yaml;

/// All records of a run, opened but not yet read.
#[derive(Default)]
pub struct Catalogue {
    /// What the data are.
    pub title: String,
    /// Whether the records are invented.
    pub synthetic: bool,
    /// What the report says about invented records.
    pub notice: Option<String>,
    /// The districts.
    pub areas: Vec<Area>,
    /// Where the populations come from.
    pub population_source: Option<String>,
    /// Further populations by name: of wards, of ethnic groups.
    pub populations: IndexMap<String, PopulationSet>,
    /// Indicators of areas, where the manifest names a file.
    pub indicators: Option<Indicators>,
    /// Areas with boundaries by the name of their layer: `district`, `ward`.
    pub layers: IndexMap<String, Layer>,
    /// Width of the hexagons from flat side to flat side, in metres.
    pub hexagon_metres: Option<f64>,
    /// How far from a school is near it, in metres, where the manifest has schools.
    pub near_metres: Option<f64>,
    /// Sources by name.
    pub sources: IndexMap<String, SourceFrame>,
    /// Definitions by name.
    pub definitions: IndexMap<String, DefinitionInUse>,
    /// Harm weights, where the manifest names a file.
    pub harm_weights: Option<HarmWeights>,
    /// Unit costs, where the manifest names a file.
    pub unit_costs: Option<UnitCosts>,
    /// Partners' aggregates by name, where the manifest names a file of them.
    pub aggregates: IndexMap<String, Aggregate>,
    /// The values of records that the manifest recodes.
    pub recoded: Vec<Recoded>,
    /// How each role of each source is read, by name.
    pub reading: IndexMap<String, IndexMap<String, ColumnSpec>>,
    /// The files other than the records.
    pub files: Vec<Input>,
    /// The manifest itself.
    pub manifest: Option<Place>,
    /// The manifest's folder, from which its files are named.
    pub folder: PathBuf,
    /// The folders that the files of the report and of the manifest may be in.
    pub walls: Walls,
}

/// What a scope names in place of a definition so that every record counts; a definition cannot have this name.
pub const NO_DEFINITION: &str = "none";

/// A definition that has been read.
#[derive(Debug, Clone)]
pub struct DefinitionInUse {
    /// What a record that meets it is called.
    pub title: String,
    /// The date from which it is in use.
    pub since: String,
    /// Whether it is applied to records from before that date too.
    pub backdated: bool,
    /// Where the manifest has it.
    pub place: Place,
    /// The definition in words.
    pub description: String,
    /// The condition.
    pub condition: Predicate,
}

impl Catalogue {
    /// The files of a source.
    pub fn source_files(&self, source: &SourceFrame) -> Vec<Input> {
        source.files.iter().map(|file| Input::new(Purpose::Records, &self.folder, &file.path)).collect()
    }

    /// The file of an aggregate: its figures are records that others have counted.
    pub fn aggregate_file(&self, aggregate: &Aggregate) -> Input {
        Input::new(Purpose::Records, &self.folder, &aggregate.path)
    }

    /// Reads a condition that at least one source can answer.
    ///
    /// # Errors
    /// No source can answer it; the caller adds the place.
    pub fn condition(&self, text: &str) -> Result<Predicate, Diagnostic> {
        condition(self.sources.values(), text)
    }

    /// Reads a manifest that no report names.
    ///
    /// # Errors
    /// As for `read`.
    pub fn alone(path: &Path) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::read(path, None, Walls::around(path, &[]))
    }

    /// Reads a manifest and opens everything it names, with warnings; `named_at` is where the spec names the manifest,
    /// `walls` are around the files that it may name.
    ///
    /// # Errors
    /// Every mistake found in the manifest and the heads of its files.
    pub fn read(path: &Path, named_at: Option<&Place>, walls: Walls) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::read_until(path, named_at, walls, None)
    }

    /// The same for a report that is published on a day: a record with a later date is set aside.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_until(
        path: &Path,
        named_at: Option<&Place>,
        walls: Walls,
        latest: Option<NaiveDate>,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut file = ManifestFile::read(path, named_at, &walls)?;
        file.latest = latest.unwrap_or(file.latest);
        let manifest: Manifest = yaml::read(&file.origin.text, &file.origin.file)?;
        let mut found = Diagnostics::default();
        let geography = found.keep_both(Geography::read(&file, manifest.geography.as_ref()));
        let layers = geography.as_ref().map(Geography::drawn).unwrap_or_default();
        let mut sources = match &geography {
            Some(geography) => file.sources(&manifest, geography, &mut found),
            None => IndexMap::new(),
        };
        let mut namesakes = Namesakes::of(&sources, &manifest.sources, &layers);
        sources.values_mut().for_each(|source| namesakes.tell_apart(source));
        found.extend(namesakes.told(&sources));
        found.extend(sources.values().flat_map(total_rows::told));
        let harm_weights = manifest.harm_weights.as_ref().and_then(|named| {
            let path = found.keep(file.path(named))?;
            found.keep(HarmWeights::read(&path, &file.place(named)))
        });
        let unit_costs = manifest.unit_costs.as_ref().and_then(|named| {
            let path = found.keep(file.path(named))?;
            found.keep(UnitCosts::read(&path, &file.place(named)))
        });
        let definitions = file.definitions(&manifest, &sources, &mut found);
        let populations = file.populations(&manifest, &mut found);
        found.extend(file.misplaced_tiles(&manifest.areas));
        let indicators = file.indicators(&manifest, &mut found);
        found.extend(namesakes.ambiguous(&populations, indicators.as_ref(), &Place::file(path)));
        let aggregates = found.keep_both(file.aggregates(&manifest)).unwrap_or_default();
        let files = file.inputs(&manifest);
        let catalogue = Self {
            recoded: file.recoded(&manifest),
            reading: reading(&manifest),
            files,
            manifest: Some(Place::file(path)),
            folder: file.folder.clone(),
            walls,
            title: manifest.title,
            synthetic: manifest.synthetic,
            notice: manifest.notice,
            areas: manifest.areas,
            population_source: manifest.population_source,
            populations,
            layers,
            near_metres: geography.as_ref().and_then(Geography::near_metres),
            hexagon_metres: geography.and_then(|geography| geography.hexagon_metres),
            indicators,
            sources,
            definitions,
            harm_weights,
            unit_costs,
            aggregates,
        };
        found.into_result(catalogue)
    }
}

impl ManifestFile {
    /// Every source that can be opened: offences first, so that the records that belong to them can be joined.
    fn sources(
        &self,
        manifest: &Manifest,
        geography: &Geography,
        found: &mut Diagnostics,
    ) -> IndexMap<String, SourceFrame> {
        let mut opened: IndexMap<String, SourceFrame> = IndexMap::new();
        let (offences, others): (Vec<_>, Vec<_>) = manifest.sources.iter().partition(|(name, _)| *name == OFFENCES);
        for (name, source) in offences.into_iter().chain(others) {
            let frame = self.open(name, source, (&manifest.areas, geography), opened.get(OFFENCES));
            let Some(mut frame) = found.keep_both(frame) else { continue };
            let stated = self.supply(source, (&manifest.areas, &manifest.definitions), &frame.files);
            frame.supply = found.keep(stated).unwrap_or_default();
            frame.supply = match opened.get(OFFENCES).filter(|_| frame.belongs_to_offences()) {
                Some(offences) => frame.supply.of_records_of(&offences.supply),
                None => assume(self, source, &frame),
            };
            if !frame.belongs_to_offences() && source.has("date") {
                frame.keep_to_cover();
            }
            opened.insert(name.clone(), frame);
        }
        manifest.sources.keys().filter_map(|name| opened.swap_remove_entry(name)).collect()
    }

    fn indicators(&self, manifest: &Manifest, found: &mut Diagnostics) -> Option<Indicators> {
        let named = manifest.indicators.as_ref()?;
        let path = found.keep(self.path_at(&named.value.0.file, &self.place(named)))?;
        found.keep(Indicators::read(&path, &named.value.0, &manifest.areas, &self.place(named)))
    }

    /// The values that the manifest recodes.
    fn recoded(&self, manifest: &Manifest) -> Vec<Recoded> {
        let mut recoded = Vec::new();
        for (name, source) in &manifest.sources {
            for (role, column) in source.columns.iter().filter(|(_, column)| !column.0.recode.is_empty()) {
                let Some(known) = columns::role(&role.value) else { continue };
                let from = column.0.recode.keys().cloned().collect();
                recoded.push(Recoded { source: name.clone(), role: known.name, from, place: self.place(role) });
            }
        }
        recoded
    }

    fn definitions(
        &self,
        manifest: &Manifest,
        sources: &IndexMap<String, SourceFrame>,
        found: &mut Diagnostics,
    ) -> IndexMap<String, DefinitionInUse> {
        for (name, definition) in &manifest.definitions {
            if name == NO_DEFINITION {
                found.push(
                    Diagnostic::error(Code::ReservedName, format!("a definition cannot be called `{NO_DEFINITION}`"))
                        .at(self.place(&definition.condition))
                        .expected("another name: a scope with `definition: none` counts every record"),
                );
            }
        }
        let mut read = |definition: &super::manifest::Definition| {
            let place = self.place(&definition.condition);
            let read = condition(sources.values(), &definition.condition.value);
            let read = read.map(|read| read.at(&place)).map_err(|fault| fault.at(place.clone()));
            Some(DefinitionInUse {
                title: definition.title.clone(),
                since: definition.since.clone(),
                backdated: definition.backdated,
                place,
                description: definition.description.trim().to_owned(),
                condition: found.keep(read)?,
            })
        };
        let read = |(name, definition): (&String, _)| Some((name.clone(), read(definition)?));
        manifest.definitions.iter().filter_map(read).collect()
    }
}

fn reading(manifest: &Manifest) -> IndexMap<String, IndexMap<String, ColumnSpec>> {
    let columns = |source: &super::manifest::Source| {
        source.columns.iter().map(|(role, column)| (role.value.clone(), column.0.clone())).collect()
    };
    manifest.sources.iter().map(|(name, source)| (name.clone(), columns(source))).collect()
}

/// Reads a condition that at least one source can answer; of several faults, the first source's.
fn condition<'a>(sources: impl Iterator<Item = &'a SourceFrame>, text: &str) -> Result<Predicate, Diagnostic> {
    let mut first = None;
    for source in sources {
        match source.condition(text) {
            Ok(read) => return Ok(read),
            Err(fault) => first = first.or(Some(fault)),
        }
    }
    first.map_or_else(|| Predicate::read(text), Err)
}
