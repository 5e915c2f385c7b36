/** A department of a generated company, and how many of a hundred people work in it. */
export interface Department {
  readonly name: string;
  readonly share: number;
  readonly titles: readonly string[];
}

export const departments: readonly Department[] = [
  { name: "Field Service", share: 22, titles: ["Field Engineer", "Senior Field Engineer", "Dispatcher"] },
  { name: "Customer Support", share: 20, titles: ["Support Specialist", "Support Engineer", "Team Coach"] },
  { name: "Manufacturing", share: 16, titles: ["Operator", "Process Engineer", "Quality Inspector"] },
  { name: "Engineering", share: 14, titles: ["Software Engineer", "Test Engineer", "Architect"] },
  { name: "Sales", share: 11, titles: ["Account Executive", "Sales Engineer", "Inside Sales"] },
  { name: "Logistics", share: 6, titles: ["Planner", "Warehouse Specialist"] },
  { name: "Finance", share: 4, titles: ["Accountant", "Controller"] },
  { name: "People & Culture", share: 3, titles: ["Recruiter", "Trainer"] },
  { name: "IT", share: 3, titles: ["Systems Administrator", "Security Analyst"] },
  { name: "Legal", share: 1, titles: ["Counsel"] },
];

export interface Site {
  readonly officeLocation: string;
  readonly city: string;
  readonly state: string | null;
  readonly country: string;
  /** Country code and area of its telephone numbers. */
  readonly telephone: string;
}

export const sites: readonly Site[] = [
  { officeLocation: "Bergen", city: "Bergen", state: "Vestland", country: "Norway", telephone: "+47 55 55" },
  {
    officeLocation: "München",
    city: "München",
    state: "Bayern",
    country: "Germany",
    telephone: "+49 89 5550",
  },
  { officeLocation: "Paris", city: "Paris", state: null, country: "France", telephone: "+33 1 99 00" },
  { officeLocation: "Kraków", city: "Kraków", state: null, country: "Poland", telephone: "+48 12 555" },
  { officeLocation: "Tōkyō", city: "東京", state: null, country: "Japan", telephone: "+81 3 5550" },
  {
    officeLocation: "Austin",
    city: "Austin",
    state: "Texas",
    country: "United States",
    telephone: "+1 512 555",
  },
];
