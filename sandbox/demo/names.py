"""Made-up names: every one is put together by dice, none is anybody's."""

FIRST = (
    "Ada Amara Aled Anwen Bilal Bronwen Carys Chidi Dafydd Dalia Efa Emeka Farah Finn "
    "Gethin Gwen Hana Harun Imogen Ines Isaac Jamal Joan Kasia Kofi Leila Liam Mali "
    "Marek Megan Mei Nadia Nia Noor Olu Owain Petra Priya Rafael Rhian Rosa Sami Sana "
    "Siân Sunil Tamar Tariq Teleri Tomos Uma Vera Wanda Yusuf Zainab Zofia"
).split()
LAST = (
    "Abara Achterberg Adeyemo-Vale Afonwen Aldergate Ashdown-Rey Banwell Bellweather "
    "Birchanger Brackenbury Brookhollow Caerwyn Calloway-Finch Castlemain Chalkhill "
    "Coldwater Dalewood Deepdene Dunmarrow Eastlake Edgemoor Elmhirst-Oyelaran Fairbourne "
    "Fenwright Flintham Foxmead Garthwaite-Nair Glanrafon Greystoke Hartsmere Hazelrigg "
    "Hollowell Ironbrook Ivatt-Kamara Kestrelby Kingsmead-Osei Larkhill Longacre "
    "Marshgate Meadowcroft Merrivale Millrace Nettlefold Northaven Oakenshaw Okonjo-Lea "
    "Penhallow Quarrington Ravensworth Redfern-Sahin Riverbank Rosewarne Saltmarsh "
    "Silverdale Stonebridge Tarrantine Thornybank Underhill-Rao Valebrook Waterford-Iqbal "
    "Westerdale Whitethorn Wildgoose Yarrowby Zephyrine"
).split()

#: The people of the stories, by log-in; nobody else is called the same.
STORY_NAMES = {
    "manager": ("Bronwen", "Castlemain"),
    "deputy": ("Kofi", "Penhallow"),
    "starter": ("Tomos", "Millrace"),
    "leave": ("Olwen", "Marchbank"),
    "no-email": ("Idris", "Fairlie"),
    "leaver": ("Greta", "Halloway"),
    "limited": ("Finn", "Longacre"),
    "external": ("Vera", "Nettlefold"),
    "learner": ("Amara", "Brookhollow"),
    "expiring": ("Seren", "Aldwick"),
    "doctor": ("Rafael", "Silverdale"),
    "waiting": ("Magnus", "Thistlewood"),
    "class.admin": ("Hana", "Larkhill"),
    "instructor": ("Isaac", "Whitethorn"),
    "learning.admin": ("Nia", "Riverbank"),
    "comms": ("Zofia", "Ravensworth"),
    "faq": ("Yusuf", "Meadowcroft"),
}
