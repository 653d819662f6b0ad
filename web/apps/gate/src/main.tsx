import { render } from 'preact';
render(<p>PcCovid</p>, document.body);
